import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  CancelledFailure,
  isCancellation,
  proxyActivities,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import { followed, type ItemState } from '../../contract/carried-state.js';
import { keepFilesAnswerSchema, type KeepFilesAnswer, type KeepFilesInput } from '../../contract/delivery.js';
import { itemFolders } from '../../contract/folder-name.js';
import { OUTSIDE_TEXT_LENGTH } from '../../contract/limits.js';
import { TASK_QUEUES } from '../../contract/names.js';
import { shorten } from '../../contract/shorten.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { ask, type Asked } from './ask.js';
import { readAnswer } from './read-answer.js';
import { retryDelivery } from './retry-policies.js';

const options = {
  taskQueue: TASK_QUEUES.delivery,
  startToCloseTimeout: '2h',
  // What waits for a worker is patient too; then a person is asked, and nothing is lost.
  scheduleToCloseTimeout: '6h',
  heartbeatTimeout: '30s',
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: retryDelivery,
};
const activities = proxyActivities<Activities>(options);

/** Has the files of the item's job brought into the archive. Free, and the same files however often it is asked. */
export async function keepFiles(
  order: OrderRun,
  item: ItemRun,
  state: Extract<ItemState, { kind: 'delivering' }>,
): Promise<Asked<KeepFilesAnswer> | undefined> {
  const input = inputOf(order, item, state);
  const summary = `${item.itemId}: its files into the archive`;
  return ask(
    order,
    item,
    { automatic: false },
    {
      call: () => activities.keepFiles.executeWithOptions({ ...options, summary }, [input]).catch(asAnswer),
      read: (answer) => readAnswer('keepFiles', keepFilesAnswerSchema, answer) ?? failed('what it said cannot be read'),
    },
  );
}

function inputOf(
  { input, items, waits }: OrderRun,
  item: ItemRun,
  { approved }: Extract<ItemState, { kind: 'delivering' }>,
): KeepFilesInput {
  const { itemId, spec, generation, success } = item;
  const job = followed(item);
  if (!success || !job) throw new Error(`Item ${itemId} is delivering without a success`);
  const index = items.indexOf(item);
  return {
    shop: input.shop,
    orderId: input.orderId,
    itemId,
    folder: itemFolders(items.map((one) => one.itemId))[index] ?? itemId,
    templateName: spec.templateName,
    generation,
    jobId: job.jobId,
    files: success.files,
    ...(success.filesOmitted && { filesOmitted: true }),
    ...(success.zip !== undefined && { zip: success.zip }),
    ...(success.invalidGlyphs && { invalidGlyphs: true }),
    ...(spec.expect && { expect: spec.expect }),
    refuseFaulty: input.policy?.acceptance === 'attention' && !approved,
    httpTimeout: waits.httpTimeout,
  };
}

/** Tried for hours, and never with an answer: that is an end too, and a person is told what happened last. */
function asAnswer(error: unknown): KeepFilesAnswer {
  if (isCancellation(error) || !(error instanceof ActivityFailure)) throw error;
  // Called back, and its worker has died of something else: nobody has tried for hours.
  if (CancellationScope.current().consideredCancelled) throw new CancelledFailure('The call was called back');
  const causes = [error.cause, error.cause?.cause].flatMap((cause) => (cause instanceof Error ? [cause.message] : []));
  return failed(causes.at(-1) ?? error.message);
}

const failed = (message: string): KeepFilesAnswer => ({
  kind: 'failed',
  message: shorten(message, OUTSIDE_TEXT_LENGTH),
});
