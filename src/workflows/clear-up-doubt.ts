import { adoptNamedJob } from './adopt-named-job.js';
import { callProduce } from './call-produce.js';
import { needAttention } from './change-item.js';
import { findJobs } from './find-jobs.js';
import { jobsText } from './jobs-text.js';
import type { Doubt, ItemRun, OrderRun } from './order-run.js';
import { callbackArrived } from './read-callbacks.js';
import { takeAnswer } from './take-answer.js';
import { takeFoundJobs } from './take-found-jobs.js';

/**
 * A produce call is without an answer: Printess may have accepted it, and been paid. The list of orders tells, once the
 * call can no longer land; only two empty lists that are proved to show our jobs allow one more call.
 */
export async function clearUpDoubt(order: OrderRun, item: ItemRun, doubt: Doubt): Promise<void> {
  const { httpTimeout, settleTime } = order.waits;
  let proved = true;

  for (const wait of [httpTimeout + settleTime, settleTime]) {
    const somethingNew = () => callbackArrived(item) || order.cancelled !== undefined;
    await order.clock.until(somethingNew, Date.now() + wait, 'Then: was the unanswered call accepted?');
    if (order.cancelled) return;
    if (await adoptNamedJob(order, item)) return;
    if (callbackArrived(item)) return park(order, item, doubt, 'A callback names a job that could not be checked yet.');

    const list = await findJobs(order, item);
    if (await adoptNamedJob(order, item)) return;
    if (takeFoundJobs(order, item, list)) return;
    if (!list?.proved) proved = false;
  }

  if (order.cancelled) return;
  if (callbackArrived(item)) return park(order, item, doubt, 'A callback names a job that could not be checked yet.');
  if (!proved)
    return park(order, item, doubt, 'The list of orders does not show the job, and does not prove that it would.');
  if (doubt.callsLeft === 0)
    return park(order, item, doubt, 'The list of orders does not show the job of either call.');
  takeAnswer(order, item, await callProduce(order, item));
}

function park(order: OrderRun, item: ItemRun, doubt: Doubt, known: string): void {
  const message =
    `Nobody knows whether Printess accepted the item: ${doubt.message} ${known} ${jobsText(item)} ` +
    'Look for the order in Printess: send adoptJob with its job, or retryItem if there is none (it looks again before it pays).';
  needAttention(order, item, 'outcome-unknown', message);
}
