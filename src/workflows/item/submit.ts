import { patched } from '@temporalio/workflow';
import { isAlive, type ItemState } from '../../contract/carried-state.js';
import { callProduce } from '../calls/produce.js';
import { beginHold, releaseHold } from '../order/hold.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { observeAnswer } from '../publish/observe.js';
import { PRODUCE_CALLS_IN_FLIGHT } from '../../contract/limits.js';
import { follow } from './follow.js';
import { hasNews, waitFor } from './hear.js';
import { newest, type ItemRun } from './item-run.js';
import { mayPay } from './may-pay.js';
import { takeAnswer } from './take-answer.js';

/** Waits until it is the item's turn to be sent to Printess; one that names a job, paid already, follows that. */
export async function submit(order: OrderRun, item: ItemRun, state: ItemState): Promise<ItemState> {
  const { adopt } = item.spec;
  const adopted = item.jobs.find(({ jobId }) => jobId === adopt?.jobId);
  const isDead = adopted !== undefined && !isAlive(adopted);
  // Whoever names a dead job once more wants it asked about, and nothing paid. Before, it was ordered.
  if (adopt && (!isDead || patched('adopts-dead-jobs')))
    return follow(item, { ...adopt, generation: item.generation, named: true }, settingOf(order, item));

  order.queue.push(item);
  await waitFor(order, item, () => order.hold !== undefined || isItsTurn(order, item));
  const isNow = isItsTurn(order, item);
  order.queue.splice(order.queue.indexOf(item), 1);
  // What has come in the moment of its turn comes first: a cancelled order sends nothing.
  if (hasNews(order, item)) return state;
  if (order.hold) return { kind: 'held' };
  if (!isNow) return state;
  order.calling.add(item);
  return { kind: 'calling' };
}

/** Calls produce, and takes in what it answers. A call that was never started leaves the item where it was. */
export async function call(order: OrderRun, item: ItemRun): Promise<ItemState> {
  const isTry = item.state.kind === 'held';
  const attempt = newest(item);
  attempt.call = 'in-flight';
  order.calling.add(item);
  const answer = await callProduce(order, item);
  order.calling.delete(item);
  if (!answer) {
    attempt.call = 'none';
    return { kind: isTry ? 'held' : 'queued' };
  }
  observeAnswer(order, answer);
  if (answer.kind === 'held' || answer.kind === 'not-sent') beginHold(order, answer);
  // What Printess was not asked to produce says nothing of credits or tokens.
  else if (isTry && (answer.produceCalls > 0 || order.hold?.reason === 'unreachable')) releaseHold(order);
  return takeAnswer(item, answer, settingOf(order, item));
}

/** At most 20 calls of an order are in flight, and none is begun when it is about to continue as new. */
function isItsTurn({ queue, calling, draining, hold }: OrderRun, item: ItemRun): boolean {
  const free = PRODUCE_CALLS_IN_FLIGHT - calling.size;
  if (free <= 0 || draining || hold || !mayPay(item)) return false;
  // Those before it that may not be paid now take nobody's place.
  let before = 0;
  for (const one of queue) {
    if (one === item) return true;
    if (mayPay(one) && ++before === free) return false;
  }
  return false;
}
