import { WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { itemViewSchema, type ItemAction, type ItemView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { ActionRefusedError, NoWorkerError, OrderNotFoundError } from './errors.js';
import { isWithoutWorker } from './is-without-worker.js';
import type { Scope } from './scope.js';

/** An update is answered once recorded, which takes a workflow task; and `retryItem` may look at Printess first. */
const DEADLINE = 10_000;

/** Sends an update to an open order; see `ProductionClient.retryItem` and its kin. */
export async function actOnItem(
  scope: Scope,
  orderId: string,
  action: ItemAction,
  input: { itemId: string },
): Promise<ItemView> {
  const { connection, workflow } = scope.temporal;
  const handle = workflow.getHandle(workflowId(scope.shop, orderId));
  try {
    const view: unknown = await connection.withDeadline(Date.now() + DEADLINE, () =>
      handle.executeUpdate(action, { args: [input] }),
    );
    return itemViewSchema.parse(view);
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError && error.cause instanceof ApplicationFailure)
      throw new ActionRefusedError(orderId, error.cause.message, { cause: error });
    if (error instanceof WorkflowNotFoundError) throw await notOpen(scope, orderId);
    if (isWithoutWorker(error)) throw new NoWorkerError(orderId, { cause: error });
    throw error;
  }
}

/** Temporal answers alike for an order that has ended and one that never was. */
export async function notOpen(scope: Scope, orderId: string): Promise<Error> {
  try {
    const { status } = await scope.temporal.workflow.getHandle(workflowId(scope.shop, orderId)).describe();
    const ended = `The order has ended (${status.name.toLowerCase()}): nothing is to be decided. retry starts it anew.`;
    return new ActionRefusedError(orderId, ended);
  } catch {
    return new OrderNotFoundError(orderId, scope.shop);
  }
}
