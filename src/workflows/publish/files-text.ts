import type { OrderRun } from '../order/order-run.js';
import { commandText } from './command-text.js';
import { escapeMarkdown } from './escape-markdown.js';
import { timeText } from '../../contract/time-text.js';

const FILES_PER_SHOWN = 3;

/** What was produced, as links to its files. */
export function filesText(order: OrderRun, most: number): string {
  const produced = order.items.filter(({ success }) => success);
  const files = produced.reduce((sum, { success }) => sum + (success?.fileCount ?? 0), 0);
  if (produced.length === 0) return '';
  let room = most * FILES_PER_SHOWN;
  const lines: string[] = [];
  for (const { itemId, success } of produced) {
    const links = (success?.files ?? []).slice(0, room).map(({ name, url }) => link(name, url));
    room -= links.length;
    if (links.length > 0) lines.push(`- **${escapeMarkdown(itemId)}**: ${links.join(', ')}`);
    if (room === 0) break;
  }
  const shown = most * FILES_PER_SHOWN - room;
  const kept = produced.flatMap((item) => (item.kept ? { itemId: item.itemId, folder: item.kept.folder } : []));
  const keptIn = kept
    .slice(0, most)
    .map(({ itemId, folder }) => `- **${escapeMarkdown(itemId)}** is kept: ${escapeMarkdown(folder)}`);
  const ends = produced.flatMap(({ filesUntil = Infinity }) => filesUntil);
  const end = Math.min(...ends);
  const more = files > shown ? [`…and ${files - shown} more: ${commandText(order, 'show')}`] : [];
  const whose = kept.length > 0 ? 'its own copies' : 'them';
  const clock = end < Infinity ? [`Printess deletes ${whose} on ${timeText(end)}.`] : [];
  return ['### Files', [...keptIn, ...lines].join('\n'), ...more, ...clock].filter(Boolean).join('\n\n');
}

/** Where a link could lead astray the name stands alone. */
function link(name: string, url: string): string {
  const isSafe = url.startsWith('https://') && !/[\s<>\\^`{|}]/.test(url);
  return isSafe ? `[${escapeMarkdown(name)}](${url.replace(/[()]/g, encode)})` : escapeMarkdown(name);
}

const encode = (character: string): string => (character === '(' ? '%28' : '%29');
