import type { OrderRun } from '../order/order-run.js';
import { escapeMarkdown } from './escape-markdown.js';
import { timeText } from '../../contract/time-text.js';

/** What people have done, the newest first: whether one's click was heard, who clicked, and why it changed nothing. */
export function peopleText(order: OrderRun, most: number): string {
  const deeds = [...decisions(order), ...signals(order)].sort((one, other) => other.at - one.at);
  if (deeds.length === 0 || most === 0) return '';
  const lines = deeds.slice(0, most).map(({ at, by, text }) => {
    const who = by === undefined ? '' : `, ${escapeMarkdown(by)}`;
    return `- ${timeText(at)}${who}: ${text}`;
  });
  return ['### What people did', lines.join('\n')].join('\n\n');
}

interface Deed {
  at: number;
  by?: string | undefined;
  text: string;
}

const decisions = ({ items }: OrderRun): Deed[] =>
  items.flatMap(({ itemId, decisions: all }) =>
    all.map(({ at, action, by, reason, changed }) => {
      const changes = changed ? `, changed: ${escapeMarkdown(changed.join(', '))}` : '';
      const why = reason === undefined ? '' : `, ${escapeMarkdown(reason)}`;
      return { at: Date.parse(at), by, text: `\`${action}\` of ${bold(itemId)}${changes}${why}` };
    }),
  );

const signals = ({ signals: all }: OrderRun): Deed[] =>
  all.map(({ at, name, itemId, ignored }) => {
    const of = itemId === undefined ? '' : ` of ${bold(itemId)}`;
    return { at, text: `\`${name}\`${of}${ignored === undefined ? '' : ` was ignored: ${escapeMarkdown(ignored)}`}` };
  });

const bold = (text: string): string => `**${escapeMarkdown(text)}**`;
