import { WorkflowNotFoundError } from '@temporalio/client';
import { SIGNALS } from '../contract/names.js';
import { workflowId } from '../contract/workflow-id.js';
import { notOpen } from './act-on-item.js';
import type { Scope } from './scope.js';

/** Asks an order to check the status of its jobs now; see `ProductionClient.checkNow`. */
export async function checkNow(scope: Scope, orderId: string, itemId?: string): Promise<void> {
  const handle = scope.temporal.workflow.getHandle(workflowId(scope.shop, orderId));
  await onOpen(scope, orderId, () => handle.signal(SIGNALS.checkNow, itemId === undefined ? {} : { itemId }));
}

/** Asks an order to cancel; see `ProductionClient.cancel`. */
export async function cancelOrder(scope: Scope, orderId: string): Promise<void> {
  const handle = scope.temporal.workflow.getHandle(workflowId(scope.shop, orderId));
  await onOpen(scope, orderId, async () => {
    // Temporal accepts a request to cancel what has ended, and does nothing.
    const { status } = await handle.describe();
    if (status.name !== 'RUNNING') throw await notOpen(scope, orderId);
    await handle.cancel();
  });
}

async function onOpen(scope: Scope, orderId: string, act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw await notOpen(scope, orderId);
    throw error;
  }
}
