import { ActivityFailure, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../activities/index.js';
import type { StatusAnswer } from '../contract/activity-inputs.js';
import { TASK_QUEUES } from '../contract/names.js';
import { retryAFewTimes } from './activity-options.js';
import type { ItemRun, OrderRun } from './order-run.js';

/** Asks Printess once how a job stands; undefined where no answer could be had (worth asking again later). */
export async function look(order: OrderRun, item: ItemRun, jobId: string): Promise<StatusAnswer | undefined> {
  const { orderId, shop } = order.order;
  const { itemId } = item.item;
  const { httpTimeout } = order.waits;
  const { checkStatus } = proxyActivities<Activities>({
    taskQueue: TASK_QUEUES.status,
    startToCloseTimeout: httpTimeout + 10_000,
    retry: retryAFewTimes,
  });
  item.lookNow = false;
  item.nextStatusCheckAt = undefined;
  try {
    const input = { shop, orderId, itemId, jobId, httpTimeout };
    const answer = await checkStatus.executeWithOptions({ summary: `${itemId}: no callback yet` }, [input]);
    item.statusCalls += answer.statusCalls;
    return answer;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    item.statusCalls += 1;
    return undefined;
  }
}
