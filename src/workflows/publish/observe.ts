import { log, metricMeter } from '@temporalio/workflow';
import { followed, type ItemState } from '../../contract/carried-state.js';
import type { ProduceAnswer } from '../../contract/answer.js';
import { METRICS } from '../../contract/metric-names.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { stateOf } from './order-view.js';

/** What the log and the metrics are told. Neither is a command, and neither hears anything of a replay. */

/** Logs and counts what an item has come to: called when its state is a new one. */
export function observeState(order: OrderRun, item: ItemRun, before: ItemState): void {
  const { state, source } = item;
  const reason = reasonOf(order, item);
  if (isSame(state, before)) return;
  const { shop } = order.input;
  log.info(`An item is ${state.kind}`, { ...aboutItem(order, item), state: state.kind, reason, source });
  if (reason !== undefined)
    count(METRICS.attention, 'Items that came to need a person, or to be held', { shop, reason });
  const outcome = outcomeOf(item);
  if (outcome === undefined || source === undefined) return;
  count(METRICS.outcomes, 'Ends of jobs by where they were learnt from', { shop, outcome, source });
  const job = followed(item);
  if (job && source === 'callback') {
    const acceptedAt = job.deadline - order.waits.orderDeadline;
    metricMeter
      .createHistogram(METRICS.callbackDelay, 'float', 'seconds', 'From following a job to its callback')
      .record(Math.max(0, Date.now() - acceptedAt) / 1_000, { shop });
  }
}

/** Counts what came of an attempt at produce, whether or not anything was sent. */
export function observeAnswer({ input: { shop } }: OrderRun, { kind, produceCalls }: ProduceAnswer): void {
  const sent = produceCalls > 0 ? 'true' : 'false';
  count(METRICS.produceAnswers, 'Answers to attempts at produce by kind', { shop, answer: kind, sent });
}

/** Logs and counts how an order has ended. */
export function observeEnd(order: OrderRun): void {
  const { shop, orderId } = order.input;
  const state = stateOf(order);
  log.info(`The order has ended: ${state}`, { shop, order: orderId, state });
  count(METRICS.ordersEnded, 'Orders by how they have ended', { shop, state });
}

function count(name: string, description: string, tags: Record<string, string>): void {
  metricMeter.createCounter(name, undefined, description).add(1, tags);
}

function aboutItem({ input: { shop, orderId } }: OrderRun, { itemId, generation, jobId }: ItemRun) {
  return { shop, order: orderId, item: itemId, generation, job: jobId };
}

const isSame = (state: ItemState, before: ItemState): boolean =>
  state.kind === 'attention' && before.kind === 'attention'
    ? state.reason === before.reason
    : state.kind === before.kind;

const reasonOf = ({ hold }: OrderRun, { state }: ItemRun): string | undefined =>
  state.kind === 'attention' ? state.reason : state.kind === 'held' ? hold?.reason : undefined;

/** How the item's job has ended, where that is what has brought the item here. */
const outcomeOf = ({ state, success }: ItemRun): 'succeeded' | 'failed' | undefined => {
  if (state.kind === 'produced' && success) return 'succeeded';
  return state.kind === 'attention' && state.reason === 'render-failed' ? 'failed' : undefined;
};
