import { QUERY_ORDER } from '../contract/names.js';
import { orderStateOf, orderViewSchema, type ItemView, type OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { describeOrder } from './describe-order.js';
import { OrderBrokenError } from './errors.js';
import { queryOrder } from './query-order.js';
import type { Scope } from './scope.js';
import { withLinks } from './with-links.js';

/** The order as it stands: from its result once completed, else by query; see `ProductionClient.get`. */
export async function getOrder(scope: Scope, orderId: string): Promise<OrderView> {
  const { status, runId } = await describeOrder(scope, orderId);
  const { name } = status;
  const isOpen = name === 'RUNNING';
  const answer: unknown =
    name === 'COMPLETED'
      ? // Of this run: one that has started since would be waited for to its end.
        await scope.temporal.workflow.getHandle(workflowId(scope.shop, orderId), runId).result()
      : await queryOrder(scope, orderId, { query: QUERY_ORDER, runId, isOpen });
  if (answer === undefined) throw new OrderBrokenError(orderId, name.toLowerCase());
  const view = orderViewSchema.parse(answer);
  const isOurEnd = isOpen || name === 'COMPLETED' || name === 'CANCELLED';
  return withLinks(scope, isOurEnd ? view : cutShort(view, name.toLowerCase()));
}

/** An order whose workflow was terminated, say, by somebody else: nobody follows its open items any more. */
function cutShort(view: OrderView, status: string): OrderView {
  const items = view.items.map((item): ItemView => {
    const { attention, nextStatusCheckAt, warnings = [], ...rest } = item;
    if (['produced', 'abandoned', 'cancelled'].includes(item.state)) return { ...item, actions: [] };
    const why = `The order's workflow is ${status} while the item was ${item.state}; retry starts the order again.`;
    return { ...rest, state: 'abandoned', warnings: [...warnings, why], actions: [] };
  });
  return { ...view, state: orderStateOf(items, false), items };
}
