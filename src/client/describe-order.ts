import { WorkflowNotFoundError, type WorkflowExecutionDescription } from '@temporalio/client';
import { workflowId } from '../contract/workflow-id.js';
import { OrderNotFoundError } from './errors.js';
import type { Scope } from './scope.js';

/** What Temporal knows of an order's latest run. Throws `OrderNotFoundError`. */
export async function describeOrder({ temporal, shop }: Scope, orderId: string): Promise<WorkflowExecutionDescription> {
  try {
    return await temporal.workflow.getHandle(workflowId(shop, orderId)).describe();
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new OrderNotFoundError(orderId, shop);
    throw error;
  }
}
