import { ActivityFailure, proxyActivities, workflowInfo } from '@temporalio/workflow';
import type { ProduceAnswer } from '../contract/answer.js';
import type { Activities } from '../activities/index.js';
import { retryNever } from './activity-options.js';
import type { ItemRun, OrderRun } from './order-run.js';

/** Spare time of a produce call's attempt, for the worker and for clocks that differ. */
const MARGIN = 10_000;

/**
 * One attempt at having the item produced: a look, then one paid call at the most. An attempt without an answer (worker
 * killed, frozen, or slower than its time) is ambiguous: it is never repeated by Temporal.
 */
export async function callProduce(order: OrderRun, item: ItemRun): Promise<ProduceAnswer> {
  const { orderId, shop } = order.order;
  const { httpTimeout, settleTime } = order.waits;
  const { runId, firstExecutionRunId } = workflowInfo();
  // Chance and run ids may decide an argument, never a command: a reset to a later task must still replay.
  const afterReset = runId !== firstExecutionRunId;
  const waitOfReset = afterReset ? httpTimeout + settleTime : 0;
  const { produce } = proxyActivities<Activities>({
    startToCloseTimeout: waitOfReset + httpTimeout + httpTimeout + MARGIN,
    retry: retryNever,
  });

  item.calling = true;
  try {
    const input = { shop, orderId, generation: item.generation, item: item.item, httpTimeout, settleTime, afterReset };
    const answer = await produce.executeWithOptions({ summary: `${item.item.itemId}: ${item.item.templateName}` }, [
      input,
    ]);
    item.produceCalls += answer.produceCalls;
    return answer;
  } catch (error) {
    if (!(error instanceof ActivityFailure)) throw error;
    item.produceCalls += 1;
    return {
      kind: 'ambiguous',
      message: 'The worker that called produce was lost before it could report.',
      produceCalls: 1,
    };
  } finally {
    item.calling = false;
  }
}
