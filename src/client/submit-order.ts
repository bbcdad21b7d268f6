import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { orderDigest } from '../contract/digest.js';
import { MEMO_DIGEST, MEMO_EVENTS } from '../contract/names.js';
import type { ProductionOrder, ProductionOrderInput } from '../contract/order.js';
import { openingView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { checkOrder } from './check-order.js';
import type { Submitted } from './production-client.js';
import { OrderConflictError } from './errors.js';
import { joinedView } from './joined-view.js';
import { wantsEvents, type Scope } from './scope.js';
import { startedOrder } from './started-order.js';
import { startWorkflow } from './start-workflow.js';
import { changedFields } from './changed-fields.js';
import { withLinks } from './with-links.js';

/** Starts the order, or joins the same one; see `ProductionClient.submit`. */
export async function submitOrder(scope: Scope, input: ProductionOrderInput): Promise<Submitted> {
  const order = checkOrder(scope, input);
  const id = workflowId(order.shop, order.orderId);
  const digest = orderDigest(order);
  try {
    const memo = { [MEMO_DIGEST]: digest, ...(wantsEvents(scope, order.shop) && { [MEMO_EVENTS]: 1 }) };
    await startWorkflow(scope, id, order, { reusePolicy: 'REJECT_DUPLICATE', memo });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return join(scope, id, order, digest);
  }
  return { created: true, workflowId: id, view: withLinks(scope, openingView(order, new Date())) };
}

async function join(scope: Scope, id: string, order: ProductionOrder, digest: string): Promise<Submitted> {
  const { memo } = await scope.temporal.workflow.getHandle(id).describe();
  if (memo?.[MEMO_DIGEST] !== digest)
    throw new OrderConflictError(order.orderId, changedFields(await startedOrder(scope, id), order));
  return { created: false, workflowId: id, view: await joinedView(scope, order) };
}
