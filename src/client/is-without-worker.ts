import { QueryNotRegisteredError } from '@temporalio/client';

/** gRPC codes of a request that no worker has answered in time: cancelled, deadline exceeded, failed precondition (no poller). */
const CODES = [1, 4, 9];

/** Whether a query or update failed because no worker answered. */
export function isWithoutWorker(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof QueryNotRegisteredError) return true;
    if (cause.name === 'WorkflowUpdateRPCTimeoutOrCancelledError') return true;
    if ('code' in cause && CODES.includes(Number(cause.code))) return true;
  }
  return false;
}
