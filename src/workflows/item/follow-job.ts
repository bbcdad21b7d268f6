import { followed, type ItemState } from '../../contract/carried-state.js';
import { checkStatus } from '../calls/check-status.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { hasNews, waitFor } from './hear.js';
import type { ItemRun } from './item-run.js';
import { takeStatus } from './take-status.js';

/** Waits for the callback; when it is overdue, Printess is asked once. */
export async function followJob(
  order: OrderRun,
  item: ItemRun,
  state: Extract<ItemState, { kind: 'rendering' }>,
): Promise<ItemState> {
  const job = followed(item);
  if (!job) throw new Error(`Item ${item.itemId} is rendering without a job`);
  if (!item.question) {
    const isWanted = () => item.check !== undefined;
    await waitFor(order, item, isWanted, state.nextCheckAt, 'No callback by then: one status check');
    if (hasNews(order, item) || (!isWanted() && Date.now() < state.nextCheckAt)) return state;
  }
  const automatic = item.check !== 'extra' || Date.now() >= state.nextCheckAt;
  const asked = await checkStatus(order, item, { jobId: job.jobId, automatic });
  return asked ? takeStatus(item, state, { job, ...asked }, settingOf(order, item)) : state;
}
