import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { ProductionOrder } from '../contract/order.js';
import type { OrderView } from '../contract/view.js';
import { handleMessages } from './handle-messages.js';
import { hearCancellation } from './hear-cancellation.js';
import { liveItem } from './live-item.js';
import { openOrder } from './order-run.js';
import { parseOrder } from './parse-order.js';
import { publish } from './publish.js';
import { startingGenerations } from './starting-generations.js';
import { orderView } from './order-view.js';
import { tellShopTheEnd } from './tell-shop.js';

/**
 * One paid order, from its items to their print-ready files. Each item lives by itself; the order ends with the last of
 * them. Completes with an `OrderView` in every end but cancellation; fails as `InvalidOrder` on a bad argument.
 */
export async function productionOrder(input: ProductionOrder): Promise<OrderView> {
  const order = openOrder(parseOrder(input), startingGenerations());
  handleMessages(order);
  hearCancellation(order);

  // What has been asked of Printess is let finish and recorded, whoever cancels: so nothing in here is cancelled.
  await CancellationScope.nonCancellable(async () => {
    publish(order);
    const lives = Promise.all(order.items.map((item) => liveItem(order, item)));
    await Promise.race([lives, order.clock.run()]);
    publish(order);
    await condition(allHandlersFinished);
    await tellShopTheEnd(order);
  });

  if (order.cancelled) throw order.cancelled;
  return orderView(order);
}
