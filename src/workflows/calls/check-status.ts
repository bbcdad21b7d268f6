import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { statusAnswerSchema, type StatusAnswer } from '../../contract/activity-inputs.js';
import { OUTCOME_FILES_BYTES } from '../../contract/limits.js';
import { TASK_QUEUES } from '../../contract/names.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { ask, type Asked } from './ask.js';
import { readAnswer } from './read-answer.js';
import { retryAFewTimes } from './retry-policies.js';

const options = {
  taskQueue: TASK_QUEUES.status,
  startToCloseTimeout: '40s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: retryAFewTimes,
};
const activities = proxyActivities<Activities>(options);

/** Asks Printess how a job stands. `automatic`: it is the next one of the policy's. */
export async function checkStatus(
  order: OrderRun,
  item: ItemRun,
  about: { jobId: string; automatic: boolean },
): Promise<Asked<StatusAnswer> | undefined> {
  const { orderId, shop } = order.input;
  const { itemId } = item;
  const filesBytes = Math.max(0, Math.min(OUTCOME_FILES_BYTES, settingOf(order, item).room));
  const input = { shop, orderId, itemId, jobId: about.jobId, httpTimeout: order.waits.httpTimeout, filesBytes };
  const summary = `${itemId}: ${about.automatic ? 'no callback yet' : 'how does its job stand?'}`;
  return ask(order, item, about, {
    call: () => activities.checkStatus.executeWithOptions({ ...options, summary }, [input]),
    read: (answer) => readAnswer('checkStatus', statusAnswerSchema, answer),
  });
}
