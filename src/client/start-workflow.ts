import { PRODUCTION_ORDER, TASK_QUEUES } from '../contract/names.js';
import type { OrderInput } from '../contract/order.js';
import { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../contract/search-attributes.js';
import type { Scope } from './scope.js';
import { staticDetails, staticSummary } from './static-texts.js';

/** Starts the order's workflow. Throws `WorkflowExecutionAlreadyStartedError` where the id is taken. */
export async function startWorkflow(
  scope: Scope,
  id: string,
  order: OrderInput,
  { reusePolicy, memo }: { reusePolicy: 'REJECT_DUPLICATE' | 'ALLOW_DUPLICATE'; memo: Record<string, unknown> },
): Promise<void> {
  await scope.temporal.workflow.start(PRODUCTION_ORDER, {
    workflowId: id,
    taskQueue: TASK_QUEUES.production,
    args: [order],
    workflowIdConflictPolicy: 'FAIL',
    workflowIdReusePolicy: reusePolicy,
    memo,
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
