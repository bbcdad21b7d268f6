import { isUnanswered, reportsInDoubt } from '../../contract/carried-state.js';
import { newest, type ItemRun } from './item-run.js';

/**
 * Whether a produce call may be paid for the item now: the only door to produce. Not while a call of its own, of any
 * generation, is in flight or without an answer; nor, after one without an answer, while a callback is kept that names a job.
 */
export function mayPay(item: ItemRun): boolean {
  const attempt = newest(item);
  const isOpen = attempt.call === 'none' || attempt.call === 'not-sent' || attempt.call === 'absent';
  const isNamed = reportsInDoubt(item).length > 0;
  return isOpen && !isNamed && !item.attempts.slice(0, -1).some((one) => one.call === 'in-flight' || isUnanswered(one));
}
