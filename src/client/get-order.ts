import { WorkflowNotFoundError, type WorkflowHandle } from '@temporalio/client';
import { QUERY_ORDER } from '../contract/names.js';
import { orderViewSchema, type OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { NoWorkerError, OrderBrokenError, OrderNotFoundError } from './errors.js';
import { isWithoutWorker } from './is-without-worker.js';
import type { Scope } from './scope.js';
import { withLinks } from './with-links.js';

/** How long an open order's query may take before we say that no worker answers. */
const QUERY_DEADLINE = 5_000;

/** The order as it stands: from its result once completed, else by query; see `ProductionClient.get`. */
export async function getOrder(scope: Scope, orderId: string): Promise<OrderView> {
  const handle = scope.temporal.workflow.getHandle(workflowId(scope.shop, orderId));
  const status = await statusOf(scope, handle, orderId);
  const view: unknown =
    status === 'COMPLETED'
      ? await handle.result()
      : status === 'RUNNING' || status === 'CANCELLED'
        ? await queryOrder(scope, handle, orderId)
        : undefined;
  if (view === undefined) throw new OrderBrokenError(orderId, status.toLowerCase());
  return withLinks(scope, orderViewSchema.parse(view));
}

async function statusOf(scope: Scope, handle: WorkflowHandle, orderId: string): Promise<string> {
  try {
    return (await handle.describe()).status.name;
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new OrderNotFoundError(orderId, scope.shop);
    throw error;
  }
}

async function queryOrder({ temporal }: Scope, handle: WorkflowHandle, orderId: string): Promise<unknown> {
  try {
    return await temporal.connection.withDeadline(Date.now() + QUERY_DEADLINE, () => handle.query(QUERY_ORDER));
  } catch (error) {
    if (isWithoutWorker(error)) throw new NoWorkerError(orderId, { cause: error });
    throw error;
  }
}
