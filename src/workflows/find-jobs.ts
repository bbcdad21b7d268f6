import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { FindJobsAnswer } from '../contract/answer.js';
import { retryAFewTimes } from './activity-options.js';
import type { ItemRun, OrderRun } from './order-run.js';

/** Looks in Printess's list of orders for jobs of the item's present intent; undefined where the list could not be read. */
export async function findJobs(order: OrderRun, item: ItemRun): Promise<FindJobsAnswer | undefined> {
  const { orderId, shop } = order.order;
  const { httpTimeout } = order.waits;
  const activities = proxyActivities<Activities>({
    startToCloseTimeout: httpTimeout + 10_000,
    retry: retryAFewTimes,
  });
  try {
    const input = { shop, orderId, generation: item.generation, item: item.item, httpTimeout };
    const summary = `${item.item.itemId}: was the unanswered call accepted?`;
    return await activities.findJobs.executeWithOptions({ summary }, [input]);
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    return undefined;
  }
}
