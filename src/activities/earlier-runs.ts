import { setTimeout as sleep } from 'node:timers/promises';
import { Context } from '@temporalio/activity';
import type { ProduceInput } from '../contract/activity-inputs.js';
import { EARLIER_CALLS_MS } from '../contract/limits.js';

/** Node's timers fire at once where they are to wait for longer than 24 days. */
const LONGEST_SLEEP_MS = 24 * 3_600_000;
/** Milliseconds that Temporal's list of runs may lag behind. */
const LIST_LAG_MS = 5_000;

/**
 * Waits until nothing that an earlier run of this order may have started can still land without showing in the list of
 * orders. Returns whether there may have been one. Rejects where Temporal cannot be asked.
 */
export async function waitOutEarlierRuns({
  earlierRuns,
  httpTimeout,
  settleTime,
}: Pick<ProduceInput, 'earlierRuns' | 'httpTimeout' | 'settleTime'>): Promise<boolean> {
  if (earlierRuns === 'none') return false;
  const { client, info } = Context.current();
  const { workflowId = '', runId = '' } = info.workflowExecution ?? {};
  // A reset run has its own beginning here; everywhere else it is that of the first run.
  const { startTime } = await client.workflow.getHandle(workflowId, runId).describe();
  if (earlierRuns === 'unknown') {
    await until(startTime.getTime() + LIST_LAG_MS);
    if (!(await hasAnotherRun(workflowId, runId))) return false;
  }
  await until(startTime.getTime() + EARLIER_CALLS_MS + httpTimeout + settleTime);
  return true;
}

async function hasAnotherRun(workflowId: string, runId: string): Promise<boolean> {
  const runs = Context.current().client.workflow.list({ query: `WorkflowId="${workflowId}"` });
  for await (const run of runs) if (run.runId !== runId) return true;
  return false;
}

/** Waits for a moment, in milliseconds since the epoch. Rejects where the worker has to end before. */
export async function until(moment: number): Promise<void> {
  const { cancellationSignal: signal } = Context.current();
  for (let wait = moment - Date.now(); wait > 0; wait = moment - Date.now())
    await sleep(Math.min(wait, LONGEST_SLEEP_MS), undefined, { signal });
}
