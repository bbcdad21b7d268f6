import { ActivityCancellationType, proxyActivities } from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { handOverAnswerSchema, type HandOverInput } from '../../contract/delivery.js';
import { TASK_QUEUES } from '../../contract/names.js';
import { readAnswer } from './read-answer.js';
import { retryDelivery } from './retry-policies.js';

const activities = proxyActivities<Activities>({
  taskQueue: TASK_QUEUES.delivery,
  startToCloseTimeout: '5m',
  scheduleToCloseTimeout: '3 days',
  cancellationType: ActivityCancellationType.TRY_CANCEL,
  retry: retryDelivery,
});

/** Has the order's manifest written. Rejects where it could not be for three days, and where the call is cancelled. */
export async function handOver(input: HandOverInput): Promise<string | undefined> {
  return readAnswer('handOver', handOverAnswerSchema, await activities.handOver(input))?.manifest;
}
