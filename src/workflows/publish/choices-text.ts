import type { ItemAction } from '../../contract/view.js';
import { followed, hasEnded, type ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { possibleActions } from '../order/possible-actions.js';
import { escapeMarkdown } from './escape-markdown.js';
import { stateOf } from './order-view.js';
import { timeText } from './time-text.js';

/** What a person can do: each action with its price and its own JSON, which its validator takes as it stands there. */
export function choicesText(order: OrderRun, most: number): string {
  const waiting = order.items.filter(({ state }) => state.kind === 'attention');
  const shown = waiting.slice(0, most).map((item) => itemText(order, item));
  const more = waiting.length > shown.length ? [`…and ${waiting.length - shown.length} more items.`] : [];
  const others = order.items.every(hasEnded) ? endedText(order) : openText(order);
  const texts = [...shown, ...more, others].filter(Boolean);
  return texts.length > 0 ? ['### What you can do', ...texts].join('\n\n') : '';
}

function itemText({ waits }: OrderRun, item: ItemRun): string {
  if (item.state.kind !== 'attention') return '';
  const { reason, since, message } = item.state;
  const end = timeText(since + waits.attentionTimeout);
  const actions = possibleActions(item).flatMap((action) => [
    `- ${textOf(action, item)}`,
    ...(action === 'retryItem' && reason === 'refused' ? [correctionText(item)] : []),
  ]);
  const check = followed(item) ? ['- **Send a Signal**: `checkNow` asks Printess (free, no input)'] : [];
  return [
    `**${escapeMarkdown(item.itemId)}**: ${reason} since ${timeText(since)}, given up on ${end} if nobody decides`,
    `> ${escapeMarkdown(message)}`,
    [...actions, ...check].join('\n'),
  ].join('\n\n');
}

/** Files that could not be kept are fetched again by the same word: that is free. */
function textOf(action: ItemAction, { itemId, state }: ItemRun): string {
  const id = JSON.stringify(itemId);
  const isFree = action === 'retryItem' && state.kind === 'attention' && state.reason === 'delivery-failed';
  if (!isFree) return ACTIONS[action](id);
  return (
    `${UPDATE} \`retryItem\` fetches its files again (free): \`{"itemId": ${id}}\`. Where Printess has deleted them it is ` +
    `ordered again (1 credit) by \`{"itemId": ${id}, "reprint": true}\``
  );
}

const UPDATE = 'More Actions, **Send an Update**:';

const ACTIONS: Record<ItemAction, (itemId: string) => string> = {
  retryItem: (id) => `${UPDATE} \`retryItem\` orders it again (1 credit): \`{"itemId": ${id}}\``,
  adoptJob: (id) => `${UPDATE} \`adoptJob\` follows a job of Printess (free): \`{"itemId": ${id}, "jobId": "…"}\``,
  approveItem: (id) => `${UPDATE} \`approveItem\` takes its files as they are: \`{"itemId": ${id}, "reason": "…"}\``,
  abandonItem: (id) => `${UPDATE} \`abandonItem\` gives it up: \`{"itemId": ${id}, "reason": "…"}\``,
};

/** By the template that it has: copied as it stands, it changes nothing. */
const correctionText = ({ itemId, spec: { templateName } }: ItemRun): string =>
  `- The same corrected; what you leave out stays: \`${JSON.stringify({ itemId, change: { templateName } }).replaceAll('`', '')}\``;

function openText(order: OrderRun): string {
  const running = order.items.filter(({ state }) => state.kind !== 'attention');
  const unwanted = running.find((item) => possibleActions(item).includes('abandonItem'));
  if (!unwanted) return '';
  const { state } = unwanted;
  const price =
    state.kind === 'rendering' || state.kind === 'delivering' ? ', its paid job is followed no longer (1 credit)' : '';
  const json = `{"itemId": ${JSON.stringify(unwanted.itemId)}, "reason": "…"}`;
  return [
    ...(state.kind === 'rendering' ? ['- **Send a Signal**: `checkNow` asks Printess now (free, no input)'] : []),
    `- ${UPDATE} \`abandonItem\` gives an item up${price}: \`${json}\``,
    ...(stateOf(order) === 'attention'
      ? []
      : ['- **Request Cancellation** cancels the order; what is paid is recorded']),
  ].join('\n');
}

/** How to go on with an order that has ended. */
function endedText({ input: { orderId, items: ordered }, items }: OrderRun): string {
  const lost = items.filter(({ state }) => state.kind !== 'produced');
  if (lost.length === 0)
    return `- To have an item printed once more (1 credit): \`printess-production retry ${orderId} ITEM --reprint\``;
  const isCorrected = items.some(({ spec }) => !ordered.includes(spec));
  return [
    `- If it is wanted after all: \`printess-production retry ${orderId}\`. Paid jobs are followed, and only what is missing is ordered (1 credit an item)`,
    isCorrected
      ? '- Not by **Start Workflow Like This One**: an item was corrected, which only `retry` knows'
      : '- The same in here: More Actions, **Start Workflow Like This One**',
  ].join('\n');
}
