import { actOnDecision } from './act-on-decision.js';
import { adoptNamedJob } from './adopt-named-job.js';
import { endItem, warn } from './change-item.js';
import { look } from './look.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { callbackArrived, readCallbacks } from './read-callbacks.js';
import { settle } from './settle.js';

/** The item waits for a person; a late success of its own job still ends it well, and the timeout ends it badly. */
export async function awaitDecision(order: OrderRun, item: ItemRun): Promise<void> {
  if (!item.attention) throw new Error(`Item ${item.item.itemId} is in attention without a reason`);
  const end = Date.parse(item.attention.since) + order.waits.attentionTimeout;
  const askAgain = item.nextStatusCheckAt;

  const somethingNew = () =>
    item.decision !== undefined ||
    item.lookNow ||
    order.cancelled !== undefined ||
    (askAgain === undefined && callbackArrived(item));
  await order.clock.until(
    somethingNew,
    Math.min(end, askAgain ?? end),
    'Then nobody has decided: the item is abandoned',
  );

  if (readCallbacks(order, item) || order.cancelled) return;
  if (item.decision) return actOnDecision(order, item, item.decision);
  if (item.lookNow && item.job) return lookAgain(order, item);
  item.lookNow = false;
  if (!item.job && callbackArrived(item)) return askAboutNamedJob(order, item);
  if (Date.now() >= end) {
    warn(item, `Abandoned: nobody decided about ${item.attention.reason} in time.`);
    endItem(order, item, 'abandoned');
  }
}

/** Somebody has asked for a look: the one way to look at a job while its item is in attention. */
async function lookAgain(order: OrderRun, item: ItemRun): Promise<void> {
  const { job } = item;
  if (!job) return;
  const answer = await look(order, item, job.jobId);
  if (readCallbacks(order, item)) return;
  if (answer?.kind !== 'final') return;
  const alreadyFailed = job.state === 'failed' && answer.outcome.kind === 'failed';
  if (!alreadyFailed) settle(order, item, job, answer.outcome, 'status');
}

/** The item's call is without an answer, and a callback names a job. */
async function askAboutNamedJob(order: OrderRun, item: ItemRun): Promise<void> {
  const adopted = await adoptNamedJob(order, item);
  if (!adopted && callbackArrived(item)) item.nextStatusCheckAt = Date.now() + (order.waits.statusChecks[0] ?? 0);
}
