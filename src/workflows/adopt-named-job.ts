import { startRendering } from './change-item.js';
import { look } from './look.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { isReadable } from './read-callbacks.js';

/**
 * A callback that comes while nobody knows whether Printess accepted names a job: it is adopted if one look knows it,
 * dropped if Printess does not, and kept where Printess could not be asked. Returns whether a job was adopted.
 */
export async function adoptNamedJob(order: OrderRun, item: ItemRun): Promise<boolean> {
  for (const news of item.callbacks.filter((kept) => isReadable(item, kept))) {
    if (news.jobId === undefined) continue;
    const answer = await look(order, item, news.jobId);
    if (!answer) continue;
    if (answer.kind !== 'unknown') {
      const { jobId, printessOrderId } = news;
      startRendering(order, item, { jobId, ...(printessOrderId !== undefined && { printessOrderId }) });
      return true;
    }
    item.callbacks.splice(item.callbacks.indexOf(news), 1);
    item.ignored.foreign += 1;
  }
  return false;
}
