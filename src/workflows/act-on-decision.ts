import { adoptNamedJob } from './adopt-named-job.js';
import { endItem, needAttention, startRendering, startSubmitting, warn } from './change-item.js';
import type { Decision } from './decision.js';
import { findJobs } from './find-jobs.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { callbackArrived } from './read-callbacks.js';
import { takeFoundJobs } from './take-found-jobs.js';

/** Does what a person has decided about an item in attention. */
export async function actOnDecision(order: OrderRun, item: ItemRun, decision: Decision): Promise<void> {
  item.decision = undefined;
  switch (decision.kind) {
    case 'abandon':
      warn(item, `Abandoned by a person: ${decision.reason}`);
      return endItem(order, item, 'abandoned');
    case 'approve':
      warn(item, `Approved by a person: ${decision.reason}`);
      return endItem(order, item, 'produced');
    case 'adopt':
      startRendering(order, item, { jobId: decision.jobId });
      item.lookNow = true;
      return;
    case 'retry':
      if (item.doubt && (await oldCallWasAccepted(order, item))) return;
      item.generation += 1;
      item.item = decision.item ?? item.item;
      item.doubt = undefined;
      return startSubmitting(order, item);
  }
}

/** Before an item of unknown outcome is ordered anew: is it in the list by now? Where that can't be asked, nothing is sent. */
async function oldCallWasAccepted(order: OrderRun, item: ItemRun): Promise<boolean> {
  const list = await findJobs(order, item);
  if (await adoptNamedJob(order, item)) return true;
  if (takeFoundJobs(order, item, list)) return true;
  if (list && !callbackArrived(item)) return false;
  const why =
    'retryItem has ordered nothing: Printess could not be asked whether it accepted the call before. Send it again later.';
  needAttention(order, item, 'outcome-unknown', `${item.doubt?.message ?? ''} ${why}`);
  return true;
}
