import type { OrderRun } from '../order/order-run.js';
import { escapeMarkdown } from './escape-markdown.js';
import { timeText } from './time-text.js';

/** What people have decided, the newest first: whether one's click was heard, and who clicked. */
export function peopleText({ items }: OrderRun, most: number): string {
  const decisions = items
    .flatMap(({ itemId, decisions: all }) => all.map((decision) => ({ itemId, ...decision })))
    .sort((one, other) => (one.at < other.at ? 1 : -1));
  if (decisions.length === 0 || most === 0) return '';
  const lines = decisions.slice(0, most).map(({ itemId, at, action, by, reason, changed }) => {
    const what = `\`${action}\` of **${escapeMarkdown(itemId)}**`;
    const changes = changed ? `, changed: ${escapeMarkdown(changed.join(', '))}` : '';
    const why = reason === undefined ? '' : `, ${escapeMarkdown(reason)}`;
    return `- ${timeText(Date.parse(at))}${by === undefined ? '' : `, ${escapeMarkdown(by)}`}: ${what}${changes}${why}`;
  });
  return ['### What people did', lines.join('\n')].join('\n\n');
}
