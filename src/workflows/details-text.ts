import { utf8Length } from '../contract/order.js';
import { orderStateOf, type ItemState } from '../contract/view.js';
import { escapeMarkdown } from './escape-markdown.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { possibleActions } from './possible-actions.js';

/** The text travels in a URL inside the Web UI: kept below what a proxy lets through. */
const BYTES = 3_500;
const ITEMS_SHOWN = 5;

/** The Web UI's current details: what happened, what comes next and when, and which button to press. */
export function detailsText(order: OrderRun): string {
  const state = orderStateOf(order.items, order.cancelled !== undefined);
  for (let shown = ITEMS_SHOWN; ; shown--) {
    const parts = [`## ${HEADINGS[state]}`, countsText(order), nextText(order), attentionText(order, shown)];
    const text = parts.filter(Boolean).join('\n\n');
    if (shown === 0 || utf8Length(text) <= BYTES) return text;
  }
}

const HEADINGS = {
  running: '🖨️ In production',
  attention: '✋ Needs a person',
  produced: '✅ Produced',
  'partly-produced': '⚠️ Partly produced',
  failed: '❌ Nothing was produced',
  cancelled: '🚫 Cancelled',
};

function countsText(order: OrderRun): string {
  const counts = new Map<ItemState, number>();
  for (const { state } of order.items) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => `- **${state}** ${count} of ${order.items.length}`).join('\n');
}

function nextText(order: OrderRun): string {
  const looks = order.items.flatMap(({ nextStatusCheckAt }) =>
    nextStatusCheckAt === undefined ? [] : [nextStatusCheckAt],
  );
  if (order.trouble)
    return `**Next:** another try at ${time(order.trouble.nextProbeAt)}, or at once by the signal \`resume\``;
  if (looks.length > 0) return `**Next:** the callback, or one status call at ${time(Math.min(...looks))}`;
  return '';
}

function attentionText(order: OrderRun, most: number): string {
  const waiting = order.items.filter(({ attention }) => attention);
  if (waiting.length === 0) return '';
  const shown = waiting.slice(0, most).map(itemText);
  const more = waiting.length > most ? [`…and ${waiting.length - most} more items.`] : [];
  return ['### What you can do', ...shown, ...more].join('\n\n');
}

function itemText(item: ItemRun): string {
  const { itemId } = item.item;
  const head = `**${escapeMarkdown(itemId)}**: ${item.attention?.reason ?? ''} since ${item.attention?.since ?? ''}`;
  const message = escapeMarkdown(item.attention?.message ?? '');
  const updates = possibleActions(item).map((action) => `\`${action}\``);
  return `${head}\n\n> ${message}\n\n- Send an Update: ${updates.join(', ')} with \`{"itemId": "${itemId}"}\``;
}

const time = (at: number) =>
  new Date(at)
    .toISOString()
    .replace(/:\d\d\.\d+Z/, ' UTC')
    .replace('T', ' ');
