import { allHandlersFinished, CancellationScope, condition } from '@temporalio/workflow';
import type { OrderInput } from '../contract/order.js';
import { isOpen, type OrderView } from '../contract/view.js';
import { runItem } from './item/run-item.js';
import { handleMessages, hearCancellation } from './messages/handlers.js';
import { continueWhenSuggested } from './order/continue-as-new.js';
import { handOverOrder } from './order/hand-over-order.js';
import { openOrder } from './order/open-order.js';
import { parseOrder } from './order/parse-order.js';
import { createShopNotifier } from './publish/notify-shop.js';
import { orderView, stateOf } from './publish/order-view.js';
import { observeEnd } from './publish/observe.js';
import { createPublisher } from './publish/publish.js';

/**
 * One paid order, from its items to their print-ready files. Each item lives by itself; the order ends with the last of
 * them. Completes with an `OrderView` in every end but cancellation; fails as `InvalidOrder` on a bad argument.
 */
export async function productionOrder(input: OrderInput): Promise<OrderView> {
  const order = openOrder(parseOrder(input));
  const notifier = createShopNotifier(order);
  const publisher = createPublisher(order, notifier);
  handleMessages(order);
  hearCancellation(order);

  // What has been asked of Printess is allowed to finish and is recorded, whoever cancels: nothing in here is cancelled.
  await CancellationScope.nonCancellable(async () => {
    const items = Promise.all(order.items.map((item) => runItem(order, item)));
    const isKept = order.input.policy?.archive === true;
    await Promise.race([
      isKept ? items.then(() => handOverOrder(order)) : items,
      order.timer.run(),
      publisher.run(),
      ...(order.nextEvent === undefined ? [] : [notifier.run()]),
      continueWhenSuggested(order, notifier),
    ]);

    // Where it holds already nothing is waited for: each promise costs a worker a stack trace.
    if (!allHandlersFinished()) await condition(allHandlersFinished);
    // From here on the end is decided: run status, search attributes, view and event all say the same.
    order.ending = true;
    publisher.publish();
    observeEnd(order);
    const state = stateOf(order);
    if (!isOpen(state)) notifier.notify(`order.${state}`);
    if (!notifier.isIdle()) await condition(() => notifier.isIdle());
  });

  if (order.cancelled) throw order.cancelled;
  return orderView(order);
}
