import { randomUUID } from 'node:crypto';
import type { Client } from '@temporalio/client';
import proto from '@temporalio/proto';

/** Resets an order's workflow to its first task, or to a later one, by the id of the event that has ended the task. */
export async function resetOrder(
  { client }: { client: Client },
  workflowId: string,
  workflowTaskFinishEventId: unknown = 4,
): Promise<void> {
  await client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: workflowTaskFinishEventId as never,
    resetReapplyType: proto.temporal.api.enums.v1.ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
  });
}
