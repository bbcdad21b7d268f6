import { OUTSIDE_TEXT_LENGTH, WARNINGS_PER_ITEM } from '../contract/limits.js';
import type { AttentionReason } from '../contract/view.js';
import type { ItemRun, JobRun, OrderRun } from './order-run.js';
import { publish } from './publish.js';

/** The changes of an item's state; each is told to the outside at once. */

/** The item follows this job from now on. */
export function startRendering(order: OrderRun, item: ItemRun, job: { jobId: string; printessOrderId?: string }): void {
  const { jobId, printessOrderId } = job;
  const known = item.jobs.find((earlier) => earlier.jobId === jobId);
  const run: JobRun = known ?? {
    generation: item.generation,
    jobId,
    state: 'rendering',
    deadline: 0,
    looks: 0,
    missedOnce: false,
  };
  if (printessOrderId !== undefined) run.printessOrderId = printessOrderId;
  Object.assign(run, {
    state: 'rendering',
    deadline: Date.now() + order.waits.orderDeadline,
    looks: 0,
    missedOnce: false,
  });
  if (!known) item.jobs.push(run);
  item.job = run;
  item.state = 'rendering';
  item.doubt = undefined;
  item.attention = undefined;
  item.nextStatusCheckAt = undefined;
  publish(order);
}

/** The item goes back to where it is sent to Printess. */
export function startSubmitting(order: OrderRun, item: ItemRun): void {
  item.state = 'submitting';
  item.attention = undefined;
  item.job = undefined;
  publish(order);
}

/** The item waits, with a reason; `since` is kept where the reason only got a new message. */
export function needAttention(order: OrderRun, item: ItemRun, reason: AttentionReason, message: string): void {
  const since = item.attention?.reason === reason ? item.attention.since : new Date(Date.now()).toISOString();
  item.state = 'attention';
  item.attention = { reason, message, since };
  item.nextStatusCheckAt = undefined;
  publish(order);
}

/** The item's end. */
export function endItem(order: OrderRun, item: ItemRun, state: 'produced' | 'abandoned' | 'cancelled'): void {
  item.state = state;
  item.attention = undefined;
  item.decision = undefined;
  item.nextStatusCheckAt = undefined;
  publish(order);
}

/** Adds a warning that the item's view shows; repeated ones and those beyond the limit are dropped. */
export function warn(item: ItemRun, warning: string): void {
  const text = warning.slice(0, OUTSIDE_TEXT_LENGTH);
  if (item.warnings.length < WARNINGS_PER_ITEM && !item.warnings.includes(text)) item.warnings.push(text);
}
