import type { Paint } from './colours.js';

/** Rows below a head, each column as wide as its widest cell; the head is bold on a terminal. */
export function textTable(head: string[], rows: string[][], paint: Paint): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (row: string[]) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [paint('bold', line(head)), ...rows.map(line)].join('\n');
}
