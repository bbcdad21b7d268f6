import { PRODUCTION_ORDER } from '../contract/names.js';
import { isOpen, type AttentionReason, type OrderState } from '../contract/view.js';

/** Which orders are looked for. */
export interface OrdersFilter {
  shop: string;
  state?: OrderState;
  attention?: readonly AttentionReason[];
  /** Only orders that have not ended: an order that was terminated keeps its last state. */
  open?: boolean;
}

/** The filter as a list filter of Temporal's; all values are words of our own, so none needs escaping. */
export function ordersQuery({ shop, state, attention, open }: OrdersFilter): string {
  const conditions = [
    `WorkflowType="${PRODUCTION_ORDER}"`,
    `PrintessShop="${shop}"`,
    ...(state ? [`PrintessState="${state}"`] : []),
    ...(attention ? [`PrintessAttention IN (${attention.map((reason) => `"${reason}"`).join(', ')})`] : []),
    ...(open || attention || (state && isOpen(state)) ? ['ExecutionStatus="Running"'] : []),
  ];
  return conditions.join(' AND ');
}
