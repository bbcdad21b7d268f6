import type { CallbackReport } from '../contract/outcome.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { settle } from './settle.js';

/** A callback is compared once its generation is here; one of a later generation is kept. */
export const isReadable = (item: ItemRun, { generation }: CallbackReport): boolean => generation <= item.generation;

/** Whether there is a callback to compare with the item's job. */
export const callbackArrived = (item: ItemRun): boolean => item.callbacks.some((news) => isReadable(item, news));

/**
 * Compares the callbacks with the item's job: the first end of its own job settles it, whatever else came is counted and
 * dropped. Returns whether the item was settled.
 */
export function readCallbacks(order: OrderRun, item: ItemRun): boolean {
  const { job } = item;
  if (!job) return false;
  let settled = false;
  for (const news of item.callbacks.filter((kept) => isReadable(item, kept))) {
    item.callbacks.splice(item.callbacks.indexOf(news), 1);
    if (news.jobId !== job.jobId || !news.outcome) item.ignored.foreign += 1;
    else if (job.state === 'succeeded' || job.state === 'failed') item.ignored.repeated += 1;
    else {
      if (news.printessOrderId !== undefined) job.printessOrderId ??= news.printessOrderId;
      settle(order, item, job, news.outcome, 'callback');
      settled = true;
    }
  }
  return settled;
}
