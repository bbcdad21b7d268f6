import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { orderDigest } from '../contract/digest.js';
import { MEMO_DIGEST, PRODUCTION_ORDER, TASK_QUEUES } from '../contract/names.js';
import type { ProductionOrder, ProductionOrderInput } from '../contract/order.js';
import { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../contract/search-attributes.js';
import { openingView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { checkOrder } from './check-order.js';
import type { Submitted } from './production-client.js';
import { OrderConflictError } from './errors.js';
import { joinedView } from './joined-view.js';
import type { Scope } from './scope.js';
import { startedOrder } from './started-order.js';
import { staticDetails, staticSummary } from './static-texts.js';
import { changedFields } from './changed-fields.js';
import { withLinks } from './with-links.js';

/** Starts the order, or joins the same one; see `ProductionClient.submit`. */
export async function submitOrder(scope: Scope, input: ProductionOrderInput): Promise<Submitted> {
  const order = checkOrder(scope, input);
  const id = workflowId(order.shop, order.orderId);
  const digest = orderDigest(order);
  try {
    await startWorkflow(scope, id, order, digest);
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return join(scope, id, order, digest);
  }
  return { created: true, workflowId: id, view: withLinks(scope, openingView(order, new Date())) };
}

async function startWorkflow(scope: Scope, id: string, order: ProductionOrder, digest: string): Promise<void> {
  await scope.temporal.workflow.start(PRODUCTION_ORDER, {
    workflowId: id,
    taskQueue: TASK_QUEUES.production,
    args: [order],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    memo: { [MEMO_DIGEST]: digest },
    typedSearchAttributes: [
      { key: PRINTESS_STATE, value: 'running' },
      { key: PRINTESS_SHOP, value: order.shop },
      { key: PRINTESS_ATTENTION, value: [] },
    ],
    priority: { fairnessKey: order.shop, ...(order.priority !== undefined && { priorityKey: order.priority }) },
    staticSummary: staticSummary(order),
    staticDetails: staticDetails(scope, order),
  });
}

async function join(scope: Scope, id: string, order: ProductionOrder, digest: string): Promise<Submitted> {
  const { memo } = await scope.temporal.workflow.getHandle(id).describe();
  if (memo?.[MEMO_DIGEST] !== digest)
    throw new OrderConflictError(order.orderId, changedFields(await startedOrder(scope, id), order));
  return { created: false, workflowId: id, view: await joinedView(scope, order) };
}
