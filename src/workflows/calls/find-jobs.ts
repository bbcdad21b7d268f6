import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { findJobsAnswerSchema, type FindJobsAnswer } from '../../contract/answer.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { ask, type Asked } from './ask.js';
import { readAnswer } from './read-answer.js';
import { retryAFewTimes } from './retry-policies.js';

const options = {
  startToCloseTimeout: '40s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: retryAFewTimes,
};
const activities = proxyActivities<Activities>(options);

/** Reads Printess's list of orders for all rows of the item. */
export async function findJobs(order: OrderRun, item: ItemRun): Promise<Asked<FindJobsAnswer> | undefined> {
  const { orderId, shop } = order.input;
  const { generation, spec } = item;
  const input = { shop, orderId, generation, item: spec, httpTimeout: order.waits.httpTimeout };
  const summary = `${item.itemId}: was the unanswered call accepted?`;
  return ask(
    order,
    item,
    { automatic: false },
    {
      call: () => activities.findJobs.executeWithOptions({ ...options, summary }, [input]),
      read: (answer) => readAnswer('findJobs', findJobsAnswerSchema, answer),
    },
  );
}
