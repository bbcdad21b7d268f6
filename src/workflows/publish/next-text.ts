import { followed } from '../../contract/carried-state.js';
import { hasEnded, newest, type ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { escapeMarkdown } from './escape-markdown.js';
import { isToBeHandedOver } from './order-view.js';
import { timeText } from '../../contract/time-text.js';

/** What the order does next by itself, and when. */
export function nextText(order: OrderRun): string {
  return [holdText(order), callText(order), renderingText(order), deliveringText(order), saveTokenText(order)]
    .filter(Boolean)
    .join('\n\n');
}

/** Said once for all that is held. */
function holdText({ hold, items, waits }: OrderRun): string {
  const held = items.filter(({ state }) => state.kind === 'held');
  if (!hold || held.length === 0) return '';
  const who =
    held.length === items.length
      ? items.length === 1
        ? 'The item waits'
        : `All ${items.length} items wait`
      : `${held.length} of ${items.length} items ${held.length === 1 ? 'waits' : 'wait'}`;
  const next = `next try ${timeText(hold.nextTryAt)}`;
  const end = `Given up on ${timeText(hold.since + waits.attentionTimeout)} if it goes on.`;
  return `${who}: ${CAUSES[hold.reason]}. Nothing is paid meanwhile. ${REMEDIES[hold.reason]} **Send a Signal** \`resume\` (no input), or wait: ${next}. ${end}`;
}

const CAUSES = {
  'insufficient-funds': 'the account has no credits (402)',
  unauthorized: 'Printess does not take the shop’s service token',
  unreachable: 'Printess cannot be reached',
};

const REMEDIES = {
  'insufficient-funds': 'Top it up, then',
  unauthorized: 'Put a valid token into the shop’s token file, then',
  unreachable: 'It goes on by itself when Printess is back; at once by',
};

function callText({ items, hold }: OrderRun): string {
  const first = earliest(items, ({ state }) => (state.kind === 'unanswered' ? state.lookups[0] : undefined));
  if (first)
    return (
      `**Next:** nobody knows yet whether Printess accepted **${escapeMarkdown(first.item.itemId)}**: its answer was lost. ` +
      `The list of orders is read at ${timeText(first.at)}; before that nothing is ordered again.`
    );
  if (!hold && items.some(isToBeSent)) return '**Next:** Printess is asked to make what is not sent yet.';
  return '';
}

const isToBeSent = (item: ItemRun): boolean =>
  item.state.kind === 'queued' || (item.state.kind === 'calling' && newest(item).call === 'in-flight');

function renderingText({ items }: OrderRun): string {
  const first = earliest(items, ({ state }) => (state.kind === 'rendering' ? state.nextCheckAt : undefined));
  if (!first) return '';
  const checkedAt = followed(first.item)?.checkedAt;
  return [
    `**Next:** the callback; if it stays away, one status check at ${timeText(first.at)}.`,
    ...(checkedAt === undefined ? [] : [`Last check ${timeText(checkedAt)}: still being made.`]),
  ].join(' ');
}

function deliveringText(order: OrderRun): string {
  const items = order.items.filter(({ state }) => state.kind === 'delivering');
  if (items.length > 0)
    return '**Next:** the files are brought into the archive. **Pending Activities** shows what keeps them from it, if anything does.';
  return order.items.every(hasEnded) && isToBeHandedOver(order)
    ? '**Next:** the manifest of the kept files is written.'
    : '';
}

/** An item that has to be ordered again needs a save token that lives. */
function saveTokenText({ items }: OrderRun): string {
  const open = items.filter((item) => !hasEnded(item));
  const first = earliest(open, ({ saveTokenUntil }) => saveTokenUntil);
  return first ? `The save token of **${escapeMarkdown(first.item.itemId)}** ends on ${timeText(first.at)}.` : '';
}

/** The item with the earliest moment, of those that have one. */
function earliest(
  items: readonly ItemRun[],
  momentOf: (item: ItemRun) => number | undefined,
): { item: ItemRun; at: number } | undefined {
  let first: { item: ItemRun; at: number } | undefined;
  for (const item of items) {
    const at = momentOf(item);
    if (at !== undefined && at < (first?.at ?? Infinity)) first = { item, at };
  }
  return first;
}
