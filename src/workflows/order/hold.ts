import type { ProduceAnswer } from '../../contract/answer.js';
import type { HeldReason } from '../../contract/view.js';
import { sentence } from '../item/attention-texts.js';
import type { ItemRun } from '../item/item-run.js';
import { mayPay } from '../item/may-pay.js';
import type { OrderRun } from './order-run.js';

/** The one owner of the shop's hold: held once for all items of an order, tried by one of them, released for all. */

/** An answer says that the shop is on hold, or goes on being so: the next try comes after the policy's next wait. */
export function beginHold(order: OrderRun, answer: Extract<ProduceAnswer, { kind: 'held' | 'not-sent' }>): void {
  const { reason, retryAfterMs = 0 } = answer.kind === 'held' ? answer : { reason: 'unreachable' as const };
  const { since, tries } = order.hold ?? { since: Date.now(), tries: 0 };
  const { holdRetry } = order.waits;
  const wait = holdRetry[Math.min(tries, holdRetry.length - 1)] ?? 0;
  const nextTryAt = Date.now() + Math.max(wait, Math.min(retryAfterMs, Math.max(...holdRetry)));
  order.hold = { reason, message: heldText(reason, answer.message), since, tries, nextTryAt };
}

/** The next try is made at once. */
export function retryHold({ hold }: OrderRun): void {
  if (hold) hold.nextTryAt = Date.now();
}

/** A try has passed: all that is held goes on. */
export function releaseHold(order: OrderRun): void {
  order.hold = undefined;
}

/** A hold that keeps nobody any more is over: an item that is sent later begins with a call, and with patience of its own. */
export function endIdleHold(order: OrderRun): void {
  if (order.hold && !order.items.some(({ state }) => state.kind === 'held')) releaseHold(order);
}

/** Whether it is this item that tries for all, when it is time: the first that is held and may be paid, no call in flight. */
export function isTrier({ items, calling, draining }: OrderRun, item: ItemRun): boolean {
  if (draining || calling.size > 0) return false;
  return items.find((one) => one.state.kind === 'held' && mayPay(one)) === item;
}

const REMEDIES: Record<HeldReason, string> = {
  'insufficient-funds': 'Top up the shop’s Printess credits',
  unauthorized: 'Put a valid service token into the shop’s configuration',
  unreachable: 'See whether Printess can be reached from the worker',
};

const heldText = (reason: HeldReason, message: string): string =>
  `${sentence(message)} Nothing was paid for this call. ${REMEDIES[reason]}; the order tries again by itself, at once by the signal resume.`;
