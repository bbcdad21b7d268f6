import { isUnanswered } from '../../contract/carried-state.js';
import { paidJobs, type ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { stateOf, viewState } from './order-view.js';
import { counted } from './time-text.js';

/** How the order stands, in a few words. */
export function heading(order: OrderRun): string {
  const state = stateOf(order);
  if (state === 'produced' && order.items.some(({ warnings }) => warnings.length > 0))
    return '⚠️ Produced, look at the files';
  if (state === 'attention' && order.hold && !order.items.some((item) => item.state.kind === 'attention'))
    return HELD[order.hold.reason];
  return HEADINGS[state];
}

const HEADINGS = {
  running: '🖨️ In production',
  attention: '✋ Needs a person',
  produced: '✅ Produced',
  'partly-produced': '⚠️ Partly produced',
  failed: '❌ Nothing was produced',
  cancelled: '🚫 Cancelled',
};

const HELD = {
  'insufficient-funds': '✋ The account has no credits',
  unauthorized: '✋ Printess does not take the shop’s token',
  unreachable: '⏳ Printess cannot be reached',
};

/** How many items stand where, and what they have cost as far as anybody knows. */
export const standingText = (order: OrderRun): string => `${itemsText(order)} ${costText(order)}`;

function itemsText({ items }: OrderRun): string {
  const counts = new Map<string, number>();
  for (const item of items) {
    const words = WORDS[item.state.kind === 'held' ? 'held' : viewState(item)];
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([words, count], index) => {
    const [one = '', many = ''] = words.split('|');
    return `${index === 0 ? ofAll(count, items.length) : String(count)} ${count === 1 ? one : many}`;
  });
  return `${parts.join(', ')}.`;
}

const ofAll = (count: number, all: number): string =>
  count === all ? (all === 1 ? 'The item' : `All ${all} items`) : `${count} of ${all} items`;

/** What is said of one item, and of many. */
const WORDS = {
  submitting: 'is being sent|are being sent',
  rendering: 'is being made|are being made',
  delivering: 'is rendered, and being kept|are rendered, and being kept',
  attention: 'waits for you|wait for you',
  held: 'is held|are held',
  produced: 'is produced|are produced',
  abandoned: 'was given up|were given up',
  cancelled: 'was cancelled|were cancelled',
};

function costText({ items }: OrderRun): string {
  const paid = items.reduce((sum, item) => sum + paidJobs(item).length, 0);
  const unused = items.reduce((sum, item) => sum + (isLost(item) ? paidJobs(item).length : 0), 0);
  const open = items.filter(({ attempts }) => attempts.some(isUnanswered)).length;
  return [
    `${paid === 0 ? 'No job is' : paid === 1 ? '1 job is' : `${paid} jobs are`} paid` +
      `${unused === 0 ? '' : unused === paid ? ', for nothing' : `, ${unused} of them for nothing`}.`,
    ...(open > 0 ? [`${counted(open, 'call')} went without an answer, and may have been paid.`] : []),
  ].join(' ');
}

const isLost = ({ state: { kind } }: ItemRun): boolean => kind === 'abandoned' || kind === 'cancelled';
