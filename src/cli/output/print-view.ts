import type { ItemView, OrderView } from '../../client/index.js';
import { coloursOf } from './colours.js';
import { renderItem, renderView } from './render-view.js';

interface Options {
  json?: boolean;
}

/** Prints a view to standard output: one line of JSON, or text for a person. */
export function printView(view: OrderView, { json }: Options): void {
  print(json ? JSON.stringify(view) : renderView(view, coloursOf(process.stdout)));
}

/** The same for an item alone. */
export function printItem(item: ItemView, { json }: Options): void {
  print(json ? JSON.stringify(item) : renderItem(item, coloursOf(process.stdout)));
}

const print = (text: string) => process.stdout.write(`${text}\n`);
