import { activityInfo, Context, log } from '@temporalio/activity';

/** Temporal's numbers of what a pending activity is doing (its enum PendingActivityState). */
const [STARTED, CANCEL_REQUESTED] = [2, 3];

/** Milliseconds after it was scheduled for which an attempt counts without asking: so a run that is reset knows how long to wait. */
const FRESH_MS = 2_000;
/** Milliseconds for which a permission is good, from before it was asked for. `EARLIER_CALLS_MS` of the contract is longer. */
const PERMISSION_MS = 7_000;
/** Milliseconds by which the clocks of the worker and of Temporal may differ. */
const CLOCK_SKEW_MS = 3_000;

/** `withdrawn`: the order has called the attempt back. `refused`: it does not count any more, or nobody knows. */
export type Permission = { kind: 'given'; maySend: () => boolean } | { kind: 'withdrawn' } | { kind: 'refused' };

type Standing = { kind: 'counts'; end: number } | { kind: 'withdrawn' } | { kind: 'refused' };

/**
 * Whether this attempt may still send a call with this deadline: `maySend` is to be asked again right before the first byte.
 * An attempt that has waited or stood in a queue asks Temporal whether it still counts: its run may have been reset,
 * terminated or cancelled, and Temporal may have given the attempt up.
 */
export async function permissionToSend(deadlineMs: number): Promise<Permission> {
  const { currentAttemptScheduledTimestampMs: scheduled } = activityInfo();
  const asked = Date.now();
  // One that is younger than nothing has a clock that is wrong, and says nothing of its age.
  const isFresh = asked - scheduled <= FRESH_MS && asked - scheduled >= -CLOCK_SKEW_MS;
  if (isFresh) return { kind: 'given', maySend: () => Date.now() <= scheduled + PERMISSION_MS };
  const standing = await standingOfAttempt();
  if (standing.kind !== 'counts') return standing;
  // The clock is read after the answer: a process that was frozen meanwhile has no permission any more.
  const maySend = () => Date.now() <= Math.min(asked + PERMISSION_MS, standing.end - deadlineMs - CLOCK_SKEW_MS);
  return maySend() ? { kind: 'given', maySend } : { kind: 'refused' };
}

/** Whether Temporal still waits for this attempt. */
export const attemptCounts = async (): Promise<boolean> => (await standingOfAttempt()).kind === 'counts';

/** How Temporal sees this attempt, and when it gives it up. */
async function standingOfAttempt(): Promise<Standing> {
  const { client, info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined || runId === undefined) return { kind: 'refused' };
  try {
    const { raw, status } = await client.workflow.getHandle(workflowId, runId).describe();
    const isRunning = status.name === 'RUNNING';
    // One that was given up, and goes on all the same, is not the one that Temporal waits for now.
    const attempt = raw.pendingActivities?.find(
      (one) => one.activityId === info.activityId && one.attempt === info.attempt,
    );
    const doing: number | null | undefined = attempt?.state;
    const isCalledBack = raw.workflowExtendedInfo?.cancelRequested === true || doing === CANCEL_REQUESTED;
    if (isRunning && attempt && isCalledBack) return { kind: 'withdrawn' };
    if (!isRunning || !attempt || doing !== STARTED) return { kind: 'refused' };
    return {
      kind: 'counts',
      end: Number(attempt.lastStartedTime?.seconds ?? 0) * 1_000 + info.startToCloseTimeoutMs,
    };
  } catch (error) {
    log.warn('Temporal does not say whether this attempt still counts: nothing is sent', { error });
    return { kind: 'refused' };
  }
}
