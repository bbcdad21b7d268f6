import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { changedFields } from '../contract/changed-fields.js';
import { orderDigest } from '../contract/digest.js';
import { MEMO } from '../contract/names.js';
import type { ProductionOrder, ProductionOrderInput } from '../contract/order.js';
import { openingView, type OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { checkOrder } from './check-order.js';
import { describeOrder } from './describe-order.js';
import { NoWorkerError, OrderBrokenError, OrderConflictError } from './errors.js';
import { getOrder } from './get-order.js';
import type { Submitted } from './production-client.js';
import { wantsEvents, type Scope } from './scope.js';
import { startedOrder } from './started-order.js';
import { startWorkflow } from './start-workflow.js';
import { withLinks } from './with-links.js';

/** Starts the order, or joins the same one; see `ProductionClient.submit`. */
export async function submitOrder(ofClient: Scope, input: ProductionOrderInput): Promise<Submitted> {
  const order = checkOrder(ofClient, input);
  const scope = { ...ofClient, shop: order.shop };
  const id = workflowId(order.shop, order.orderId);
  const digest = orderDigest(order);
  const marks = {
    [MEMO.digest]: digest,
    [MEMO.first]: true,
    ...(wantsEvents(scope, order.shop) && { [MEMO.events]: true }),
  };
  try {
    await startWorkflow(scope, id, order, { reusePolicy: 'REJECT_DUPLICATE', memo: marks });
  } catch (error) {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    return join(scope, id, order, digest);
  }
  return { created: true, workflowId: id, view: withLinks(scope, openingView(order, new Date())) };
}

/** Whoever started it: an order without a digest in its memo is compared by its input. */
async function join(scope: Scope, id: string, order: ProductionOrder, digest: string): Promise<Submitted> {
  const { memo } = await describeOrder(scope, order.orderId);
  if (memo?.[MEMO.digest] !== digest) {
    const started = await startedOrder(scope, id);
    if (!started || orderDigest(started.order) !== digest)
      throw new OrderConflictError(
        order.orderId,
        started ? changedFields(identity(started.order), identity(order)) : [],
      );
  }
  return { created: false, workflowId: id, view: await joinedView(scope, order) };
}

/** What makes an order the same: all but how long it waits for what. */
const identity = ({ policy, ...rest }: ProductionOrder): Omit<ProductionOrder, 'policy'> => rest;

/** The view of an order that was there already; from the order itself where nobody can tell more. */
async function joinedView(scope: Scope, order: ProductionOrder): Promise<OrderView> {
  try {
    return await getOrder(scope, order.orderId);
  } catch (error) {
    if (error instanceof NoWorkerError || error instanceof OrderBrokenError)
      return withLinks(scope, openingView(order, new Date()));
    throw error;
  }
}
