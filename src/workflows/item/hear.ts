import {
  followed,
  isUnanswered,
  reportsInDoubt,
  type ItemState,
  type KeptReport,
} from '../../contract/carried-state.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { leftText, sentence } from './attention-texts.js';
import { decide } from './decide.js';
import { isRendered, warn, type ItemRun } from './item-run.js';
import { recordOutcome, takeCallback } from './record-outcome.js';

/** What every state answers to, the facts first: the job's end, a cancellation, a decision, the end of patience. */
export function hear(order: OrderRun, item: ItemRun, state: ItemState): ItemState | undefined {
  const job = followed(item);
  if (item.end && job) {
    const { outcome } = item.end;
    item.end = undefined;
    return takeCallback(item, job, outcome, settingOf(order, item));
  }
  // Only its list of files is awaited: it is produced, whoever cancels.
  if (order.cancelled && job && state.kind === 'rendering' && state.reported)
    return recordOutcome(item, job, state.reported, 'callback', settingOf(order, item));
  if (order.cancelled) return cancel(item);
  if (item.decision) return decide(item, item.decision, settingOf(order, item));
  return giveUp(order, item, state);
}

/** Waits for the fact, or for what every state answers to, at the latest until `due`; ask the fact again afterwards. */
export async function waitFor(
  order: OrderRun,
  item: ItemRun,
  fact: () => boolean,
  due = Infinity,
  why = '',
): Promise<void> {
  const proof = nextProof(item);
  await order.timer.until(() => fact() || hasNews(order, item) || nextProof(item) < proof, Math.min(due, proof), why);
}

/** Whether there is something to hear, whatever the item is doing. */
export const hasNews = (order: OrderRun, item: ItemRun): boolean =>
  item.end !== undefined || order.cancelled !== undefined || item.decision !== undefined;

/** A callback of this generation whose job Printess is to be asked about now, since nobody knows of the item's own call. */
export const reportToProve = (item: ItemRun): KeptReport | undefined =>
  reportsToProve(item).find(({ askAt }) => askAt <= Date.now());

const reportsToProve = (item: ItemRun): KeptReport[] => (isRendered(item) ? [] : reportsInDoubt(item));

/** Asked of each item that waits, in each activation: of nearly all there is no report at all. */
const nextProof = (item: ItemRun): number =>
  item.reports.length === 0 ? Infinity : Math.min(...reportsToProve(item).map(({ askAt }) => askAt));

/** What was produced before the order was cancelled stays produced. */
function cancel(item: ItemRun): ItemState {
  if (isRendered(item)) warn(item, leftText(item));
  const attempt = item.attempts.find(isUnanswered);
  if (attempt)
    warn(
      item,
      `Cancelled while nobody knew whether Printess accepted: ${sentence(attempt.message ?? 'the call has no answer')}`,
    );
  return { kind: 'cancelled' };
}

/** Nobody decides, or the shop stays on hold: the item is abandoned when the order's patience is over. */
function giveUp({ hold, waits }: OrderRun, item: ItemRun, state: ItemState): ItemState | undefined {
  const patienceIsOver = (since: number) => Date.now() >= since + waits.attentionTimeout;
  if (state.kind === 'attention' && patienceIsOver(state.since)) {
    const why = `Nobody decided about ${state.reason} in time.`;
    warn(item, `Abandoned: ${why}`);
    if (isRendered(item)) warn(item, leftText(item));
    return { kind: 'abandoned', why };
  }
  if (state.kind === 'held' && hold && patienceIsOver(hold.since)) {
    const why = `The shop was on hold (${hold.reason}) for longer than the order waits.`;
    warn(item, `Abandoned: ${why}`);
    return { kind: 'abandoned', why };
  }
  return undefined;
}
