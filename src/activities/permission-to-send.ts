import { activityInfo, Context, log } from '@temporalio/activity';
import proto from '@temporalio/proto';

const { PendingActivityState, WorkflowExecutionStatus } = proto.temporal.api.enums.v1;

/** Milliseconds after it was scheduled for which an attempt counts without asking: so a run that is reset knows how long to wait. */
const FRESH_MS = 2_000;
/** Milliseconds for which a permission is good, from before it was asked for. `EARLIER_CALLS_MS` of the contract is longer. */
const PERMISSION_MS = 7_000;
/** Milliseconds by which the clocks of the worker and of Temporal may differ. */
const CLOCK_SKEW_MS = 3_000;

/**
 * Whether this attempt may still send a call with this deadline: a function to be asked again right before the first byte.
 * An attempt that has waited or stood in a queue asks Temporal whether it still counts: its run may have been reset,
 * terminated or cancelled, and Temporal may have given the attempt up. Undefined where it must not send.
 */
export async function permissionToSend(deadlineMs: number): Promise<(() => boolean) | undefined> {
  const { currentAttemptScheduledTimestampMs: scheduled } = activityInfo();
  const asked = Date.now();
  if (asked - scheduled <= FRESH_MS) return () => Date.now() <= scheduled + PERMISSION_MS;
  const end = await endOfAttempt();
  if (end === undefined) return undefined;
  // The clock is read after the answer: whoever was frozen meanwhile has no permission any more.
  const maySend = () => Date.now() <= Math.min(asked + PERMISSION_MS, end - deadlineMs - CLOCK_SKEW_MS);
  return maySend() ? maySend : undefined;
}

/** When Temporal gives this attempt up; undefined where it does not count any more, or Temporal does not tell. */
async function endOfAttempt(): Promise<number | undefined> {
  const { client, info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined || runId === undefined) return undefined;
  try {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const isRunning =
      raw.workflowExecutionInfo?.status === WorkflowExecutionStatus.WORKFLOW_EXECUTION_STATUS_RUNNING &&
      raw.workflowExtendedInfo?.cancelRequested !== true;
    const attempt = raw.pendingActivities?.find(({ activityId }) => activityId === info.activityId);
    const counts = isRunning && attempt?.state === PendingActivityState.PENDING_ACTIVITY_STATE_STARTED;
    return counts ? Number(attempt.lastStartedTime?.seconds ?? 0) * 1_000 + info.startToCloseTimeoutMs : undefined;
  } catch (error) {
    log.warn('Temporal does not tell whether this attempt still counts: nothing is sent', { error });
    return undefined;
  }
}
