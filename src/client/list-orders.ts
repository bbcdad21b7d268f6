import { PRINTESS_ATTENTION, PRINTESS_STATE } from '../contract/search-attributes.js';
import type { AttentionReason, OrderState } from '../contract/view.js';
import { parseWorkflowId } from '../contract/workflow-id.js';
import { ordersQuery } from './orders-query.js';
import type { ListOptions, OrderSummary } from './production-client.js';
import type { Scope } from './scope.js';

/** The shop's orders in Temporal's list, the newest first; see `ProductionClient.list`. */
export async function* listOrders({ temporal, shop }: Scope, options: ListOptions = {}): AsyncIterable<OrderSummary> {
  const { state, attention } = options;
  const query = ordersQuery({ shop, ...(state && { state }), ...(attention && { attention: [attention] }) });
  for await (const { workflowId, startTime, typedSearchAttributes } of temporal.workflow.list({ query })) {
    const id = parseWorkflowId(workflowId);
    if (!id) continue;
    yield {
      ...id,
      state: (typedSearchAttributes.get(PRINTESS_STATE) ?? 'running') as OrderState,
      attention: (typedSearchAttributes.get(PRINTESS_ATTENTION) ?? []) as AttentionReason[],
      createdAt: startTime.toISOString(),
    };
  }
}
