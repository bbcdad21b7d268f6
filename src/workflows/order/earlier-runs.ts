import { workflowInfo } from '@temporalio/workflow';
import type { ProduceInput } from '../../contract/activity-inputs.js';
import { EARLIER_CALLS_MS } from '../../contract/limits.js';
import { MEMO } from '../../contract/names.js';
import type { OrderRun } from './order-run.js';

/**
 * Whether the order's id has had runs that this one does not know all about. Run ids and memos may decide an argument,
 * never a command: a reset to a later task must still replay.
 */
export function earlierRuns(): ProduceInput['earlierRuns'] {
  const { runId, originalExecutionRunId, continuedFromExecutionRunId, memo } = workflowInfo();
  if (runId !== originalExecutionRunId) return 'some';
  const knowsAll =
    continuedFromExecutionRunId !== undefined || memo?.[MEMO.first] === true || memo?.[MEMO.known] === true;
  return knowsAll ? 'none' : 'unknown';
}

/** The moment that a run hands to the next one: until then calls of earlier runs may land unseen. Undefined: there are none. */
export function earlierCallsUntil({ earlierCallsUntil: carried, waits }: OrderRun): number | undefined {
  if (earlierRuns() === 'none') return carried;
  return Math.max(carried ?? 0, Date.now() + EARLIER_CALLS_MS + waits.httpTimeout + waits.settleTime);
}
