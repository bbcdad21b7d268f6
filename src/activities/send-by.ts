import { activityInfo, Context, log } from '@temporalio/activity';

/** Spare time for clocks that differ between the worker and Temporal. */
const CLOCK_SKEW = 5_000;

/**
 * The last moment (milliseconds since the epoch) at which a call with this deadline still ends before Temporal gives the
 * attempt up. The SDK does not tell when the attempt was started, and a worker that was frozen in between cannot know: so
 * the time of scheduling counts, and where that is too long ago (a queue, or a freeze) Temporal is asked.
 */
export async function sendBy(deadline: number): Promise<number> {
  const { currentAttemptScheduledTimestampMs, startToCloseTimeoutMs } = activityInfo();
  const latest = (started: number) => started + startToCloseTimeoutMs - deadline - CLOCK_SKEW;
  const bySchedule = latest(currentAttemptScheduledTimestampMs);
  return Date.now() <= bySchedule ? bySchedule : latest(await startedAt());
}

/** When Temporal started this attempt; 0 where it has given the attempt up already, or cannot be asked. */
async function startedAt(): Promise<number> {
  const { client, info } = Context.current();
  const { workflowId, runId } = info.workflowExecution ?? {};
  if (workflowId === undefined || runId === undefined) return 0;
  try {
    const { raw } = await client.workflow.getHandle(workflowId, runId).describe();
    const attempt = raw.pendingActivities?.find(({ activityId }) => activityId === info.activityId);
    return Number(attempt?.lastStartedTime?.seconds ?? 0) * 1000;
  } catch (error) {
    log.warn('Temporal does not tell when this attempt was started: nothing is sent', { error });
    return 0;
  }
}
