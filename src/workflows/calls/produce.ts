import {
  ActivityCancellationType,
  ActivityFailure,
  CancellationScope,
  isCancellation,
  proxyActivities,
  workflowInfo,
} from '@temporalio/workflow';
import type { Activities } from '../../activities/index.js';
import type { ProduceInput } from '../../contract/activity-inputs.js';
import { produceResultSchema, type ProduceAnswer } from '../../contract/answer.js';
import { EARLIER_CALLS_MS } from '../../contract/limits.js';
import { newest, type ItemRun } from '../item/item-run.js';
import { knownJobs } from '../item/take-found-jobs.js';
import { earlierRuns } from '../order/earlier-runs.js';
import type { OrderRun } from '../order/order-run.js';
import { readAnswer } from './read-answer.js';
import { retryNever } from './retry-policies.js';

/** Spare time of a produce call's attempt, for the worker and for clocks that differ. */
const MARGIN_MS = 20_000;

const options = {
  startToCloseTimeout: '5m',
  // Not started: it never will be. Started: it finishes, and its answer counts.
  cancellationType: ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
  retry: retryNever,
};
const activities = proxyActivities<Activities>(options);

/**
 * One attempt at having the item produced: a list lookup, then one paid call at the most. One that ends without an answer
 * (worker killed, frozen, or slower than its time) is ambiguous: it is never repeated by Temporal. Undefined: nothing was
 * sent, and the item is where it was; the order was cancelled, or is about to continue as new, or has been reset.
 */
export async function callProduce(order: OrderRun, item: ItemRun): Promise<ProduceAnswer | undefined> {
  const input = inputOf(order, item);
  const summary = `${item.itemId}: ${item.spec.templateName}`;
  const scope = new CancellationScope();
  order.inFlight.add(scope);
  try {
    const answer: unknown = await scope.run(() =>
      activities.produce.executeWithOptions({ ...options, startToCloseTimeout: timeOf(input), summary }, [input]),
    );
    const result = readAnswer('produce', produceResultSchema, answer);
    if (!result) return ambiguous('What produce answered cannot be read.');
    return result.kind === 'withdrawn' ? undefined : result;
  } catch (error) {
    if (isCancellation(error)) return undefined;
    if (!(error instanceof ActivityFailure)) throw error;
    return ambiguous('The worker that called produce was lost before it could report.');
  } finally {
    order.inFlight.delete(scope);
  }
}

const ambiguous = (message: string): ProduceAnswer => ({ kind: 'ambiguous', message, produceCalls: 1 });

function inputOf({ input, waits, earlierCallsUntil }: OrderRun, item: ItemRun): ProduceInput {
  const { orderId, shop } = input;
  const { httpTimeout, settleTime } = waits;
  const { provableFrom } = newest(item);
  const lookFrom = Math.max(provableFrom ?? 0, earlierCallsUntil ?? 0);
  return {
    shop,
    orderId,
    generation: item.generation,
    item: item.spec,
    httpTimeout,
    runId: workflowInfo().runId,
    settleTime,
    known: knownJobs(item),
    isFirstCall: item.produceCalls === 0 && item.generation === 1,
    ...(lookFrom > 0 && { lookFrom }),
    earlierRuns: earlierRuns(),
  };
}

/** Lookup and call, and what it has to wait for before. */
function timeOf({ httpTimeout, settleTime, lookFrom = 0, earlierRuns: runs }: ProduceInput): number {
  const ofEarlierRuns = runs === 'none' ? 0 : EARLIER_CALLS_MS + httpTimeout + settleTime;
  return Math.max(ofEarlierRuns, lookFrom - Date.now(), 0) + 2 * httpTimeout + MARGIN_MS;
}
