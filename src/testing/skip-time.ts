import { randomUUID } from 'node:crypto';
import type { Client, WorkflowHandle } from '@temporalio/client';
import { milliseconds } from '../contract/duration.js';

const MANY_SKIPS = 10_000;

/** Flags of a dev server whose workflows can skip time; without those of the timers every skip costs a second. */
export const TIME_SKIPPING = [
  'frontend.WorkflowTimeSkippingEnabled=true',
  'history.timerProcessorMaxTimeShift="1ms"',
  'history.timerProcessorMaxPollRPS=1000',
  'history.timerProcessorMaxPollHostRPS=1000',
].flatMap((value) => ['--dynamic-config-value', value]);

/** From now on the workflow's timers fire as soon as nothing else is going on. */
export async function skipTime(client: Client, handle: WorkflowHandle): Promise<void> {
  await setTimeSkipping(client, handle, {});
}

/** Takes the workflow forward by exactly this much; resolves when it is there. */
export async function advance(client: Client, handle: WorkflowHandle, duration: string): Promise<void> {
  const id = randomUUID();
  const ms = milliseconds(duration);
  const seconds = Math.floor(ms / 1000);
  await setTimeSkipping(client, handle, {
    fastForwardConfig: { id, duration: { seconds: seconds as never, nanos: (ms % 1000) * 1e6 } },
  });
  await client.workflowService.pollWorkflowExecutionTimeSkipping({
    namespace: client.options.namespace,
    workflowExecution: { workflowId: handle.workflowId },
    fastForwardId: id,
  });
}

async function setTimeSkipping(client: Client, { workflowId }: WorkflowHandle, config: object): Promise<void> {
  await client.workflowService.updateWorkflowExecutionOptions({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    workflowExecutionOptions: { timeSkippingConfig: { enabled: true, maxSessionSkipCount: MANY_SKIPS, ...config } },
    updateMask: { paths: ['time_skipping_config'] },
  });
}
