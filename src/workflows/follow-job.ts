import type { StatusAnswer } from '../contract/activity-inputs.js';
import { needAttention } from './change-item.js';
import { jobsText } from './jobs-text.js';
import { look } from './look.js';
import type { ItemRun, JobRun, OrderRun } from './order-run.js';
import { callbackArrived, readCallbacks } from './read-callbacks.js';
import { settle } from './settle.js';

/** Waits for the callback; when it is overdue, asks Printess once. */
export async function followJob(order: OrderRun, item: ItemRun): Promise<void> {
  const { job } = item;
  if (!job) throw new Error(`Item ${item.item.itemId} is rendering without a job`);

  if (readCallbacks(order, item)) return;
  const lookDue = (item.nextStatusCheckAt ??= nextLook(order, job));
  const somethingNew = () => callbackArrived(item) || item.lookNow || order.cancelled !== undefined;
  await order.clock.until(somethingNew, lookDue, 'No callback by then: one status call');

  if (readCallbacks(order, item) || order.cancelled) return;
  if (!item.lookNow && Date.now() < lookDue) return;
  const answer = await look(order, item, job.jobId);
  if (readCallbacks(order, item)) return;
  takeStatus(order, item, job, answer);
}

/** The next look comes after the policy's next wait, up to a tenth later, and never after the deadline. */
function nextLook(order: OrderRun, job: JobRun): number {
  const { statusChecks } = order.waits;
  const wait = statusChecks[Math.min(job.looks, statusChecks.length - 1)] ?? 0;
  const now = Date.now();
  if (now + wait >= job.deadline) return job.deadline;
  return Math.min(order.clock.moment(now + wait, now + wait * 1.1), job.deadline);
}

function takeStatus(order: OrderRun, item: ItemRun, job: JobRun, answer: StatusAnswer | undefined): void {
  job.looks += 1;
  if (answer?.kind === 'final') return settle(order, item, job, answer.outcome, 'status');
  if (answer?.kind === 'unknown' && job.missedOnce) {
    job.state = 'unknown';
    return needAttention(order, item, 'job-unknown', unknownText(item, job));
  }
  if (answer?.kind === 'unknown') {
    job.missedOnce = true;
    item.nextStatusCheckAt = Date.now() + order.waits.settleTime;
    return;
  }
  if (Date.now() >= job.deadline) return needAttention(order, item, 'overdue', overdueText(item, job, answer));
}

function unknownText(item: ItemRun, job: JobRun): string {
  return (
    `Printess does not know job ${job.jobId} (asked twice): it will never end. ${jobsText(item)} ` +
    'Ask Printess about the job; then send adoptJob with the right job, retryItem (paid again), or abandonItem.'
  );
}

function overdueText(item: ItemRun, job: JobRun, answer: StatusAnswer | undefined): string {
  const last = answer ? 'Printess says that it is still being made' : 'the status could not be asked';
  return (
    `No callback came for job ${job.jobId} and at the last look ${last}. ${jobsText(item)} ` +
    'A late callback still counts. checkNow asks again; retryItem orders anew (paid again); abandonItem gives up.'
  );
}
