import { workflowId } from '../contract/workflow-id.js';
import { NoWorkerError } from './errors.js';
import type { Scope } from './scope.js';
import { isUnansweredRequest, isUnborn, isUnknownQuery, isWithoutPoller } from './sdk.js';

/** How long a query may take before we say that no worker answers. */
const DEADLINE_MS = 5_000;

interface Asked {
  query: string;
  runId: string;
  isOpen: boolean;
  /** The answer of one that has ended before its first task. */
  unborn?: unknown;
}

/**
 * Asks a run of an order, open or ended: an ended one is answered by replay. Undefined where it can never answer, since it
 * is none of ours, or has ended before its first task and `unborn` is not given. Throws `NoWorkerError` where nobody answers in time.
 */
export async function queryOrder(
  { temporal, shop }: Scope,
  orderId: string,
  { query, runId, isOpen, unborn }: Asked,
): Promise<unknown> {
  const handle = temporal.workflow.getHandle(workflowId(shop, orderId), runId);
  try {
    return await temporal.connection.withDeadline(Date.now() + DEADLINE_MS, () => handle.query(query));
  } catch (error) {
    if (isUnansweredRequest(error) || isWithoutPoller(error) || (isOpen && isUnborn(error)))
      throw new NoWorkerError(orderId, { cause: error });
    if (isUnborn(error)) return unborn;
    if (isUnknownQuery(error)) return undefined;
    throw error;
  }
}
