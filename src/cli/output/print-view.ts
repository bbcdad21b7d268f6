import type { OrderView } from '../../client/index.js';
import { renderView } from './render-view.js';

/** Prints a view: one line of JSON to standard output, or text for a person to standard error. */
export function printView(view: OrderView, { json }: { json?: boolean }): void {
  if (json) process.stdout.write(`${JSON.stringify(view)}\n`);
  else process.stderr.write(`${renderView(view)}\n`);
}
