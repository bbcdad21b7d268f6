import type { ProductionOrder } from '../contract/order.js';
import { openingView, type OrderView } from '../contract/view.js';
import { NoWorkerError } from './errors.js';
import { getOrder } from './get-order.js';
import type { Scope } from './scope.js';
import { withLinks } from './with-links.js';

/** The view of an order that was there already; built from the order itself where no worker answers. */
export async function joinedView(scope: Scope, order: ProductionOrder): Promise<OrderView> {
  try {
    return await getOrder({ ...scope, shop: order.shop }, order.orderId);
  } catch (error) {
    if (error instanceof NoWorkerError) return withLinks(scope, openingView(order, new Date()));
    throw error;
  }
}
