import { utf8Length } from '../../contract/json-size.js';
import type { OrderRun } from '../order/order-run.js';
import { choicesText } from './choices-text.js';
import { filesText } from './files-text.js';
import { nextText } from './next-text.js';
import { peopleText } from './people-text.js';
import { heading, standingText } from './standing-text.js';
import { warningsText } from './warnings-text.js';

/** The text travels in a URL inside the Web UI: kept below what a proxy lets through. */
const BYTES = 3_500;
/** How many of each list are shown; fewer where the text would be too long. */
const SHOWN = [5, 4, 3, 2, 1, 0];

/** The Web UI's current details, in Markdown: how the order stands, what comes next and when, and what to press. */
export function detailsText(order: OrderRun): string {
  const standing = [`## ${heading(order)}`, standingText(order)];
  const next = nextText(order);
  for (const most of SHOWN) {
    const text = [...standing, next, ...lists(order, most)].filter(Boolean).join('\n\n');
    if (utf8Length(text) <= BYTES) return text;
  }
  return standing.join('\n\n');
}

const lists = (order: OrderRun, most: number): string[] => [
  warningsText(order, most),
  choicesText(order, most),
  filesText(order, most),
  peopleText(order, most),
];
