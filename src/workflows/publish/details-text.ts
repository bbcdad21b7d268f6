import { utf8Length } from '../../contract/json-size.js';
import type { ItemAction, ItemViewState } from '../../contract/view.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { possibleActions } from '../order/possible-actions.js';
import { escapeMarkdown } from './escape-markdown.js';
import { attentionOf, stateOf, viewState } from './order-view.js';

/** The text travels in a URL inside the Web UI: kept below what a proxy lets through. */
const BYTES = 3_500;
const ITEMS_SHOWN = 5;

/** The Web UI's current details: what happened, what comes next and when, and what to send, ready to copy. */
export function detailsText(order: OrderRun): string {
  const parts = [`## ${HEADINGS[stateOf(order)]}`, countsText(order), nextText(order)];
  for (let shown = ITEMS_SHOWN; ; shown--) {
    const text = [...parts, decisionsText(order, shown)].filter(Boolean).join('\n\n');
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

function countsText({ items }: OrderRun): string {
  const counts = new Map<ItemViewState, number>();
  for (const item of items) counts.set(viewState(item), (counts.get(viewState(item)) ?? 0) + 1);
  return [...counts].map(([state, count]) => `- **${state}** ${count} of ${items.length}`).join('\n');
}

function nextText({ hold, items }: OrderRun): string {
  if (hold && items.some(({ state }) => state.kind === 'held'))
    return `**Next:** another try at ${time(hold.nextTryAt)}, or at once by **Send a Signal** \`resume\` (no input)`;
  const checks = items.flatMap(({ state }) => (state.kind === 'rendering' ? [state.nextCheckAt] : []));
  if (checks.length > 0) return `**Next:** the callback, or one status check at ${time(Math.min(...checks))}`;
  const lookups = items.flatMap(({ state }) => (state.kind === 'unanswered' ? state.lookups.slice(0, 1) : []));
  if (lookups.length > 0)
    return `**Next:** a call went without an answer; the list of orders is read at ${time(Math.min(...lookups))}`;
  return '';
}

function decisionsText(order: OrderRun, most: number): string {
  const waiting = order.items.filter((item) => attentionOf(order, item));
  if (waiting.length === 0) return '';
  const shown = waiting.slice(0, most).map((item) => itemText(order, item));
  const more = waiting.length > most ? [`…and ${waiting.length - most} more items.`] : [];
  return ['### What you can do', ...shown, ...more].join('\n\n');
}

function itemText(order: OrderRun, item: ItemRun): string {
  const { reason = '', since = '', message = '' } = attentionOf(order, item) ?? {};
  const head = `**${escapeMarkdown(item.itemId)}**: ${reason} since ${time(Date.parse(since))}`;
  const actions = possibleActions(item).map((action) => `- ${ACTIONS[action](JSON.stringify(item.itemId))}`);
  return [head, `> ${escapeMarkdown(message)}`, actions.join('\n')].filter(Boolean).join('\n\n');
}

/** Each with the JSON that its validator takes. */
const ACTIONS: Record<ItemAction, (itemId: string) => string> = {
  retryItem: (id) => `**Send an Update** \`retryItem\` orders it again (1 credit): \`{"itemId": ${id}}\``,
  adoptJob: (id) => `**Send an Update** \`adoptJob\` follows a job of Printess: \`{"itemId": ${id}, "jobId": "…"}\``,
  approveItem: (id) =>
    `**Send an Update** \`approveItem\` takes its files as they are: \`{"itemId": ${id}, "reason": "…"}\``,
  abandonItem: (id) => `**Send an Update** \`abandonItem\` gives it up: \`{"itemId": ${id}, "reason": "…"}\``,
};

const time = (at: number) =>
  new Date(at)
    .toISOString()
    .replace(/:\d\d\.\d+Z/, ' UTC')
    .replace('T', ' ');
