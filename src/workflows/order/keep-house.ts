import { allHandlersFinished, condition } from '@temporalio/workflow';
import type { ShopNotifier } from '../publish/notify-shop.js';
import { continueInNewRun, isQuiet, startDraining } from './continue-as-new.js';
import type { OrderRun } from './order-run.js';

/**
 * What an order does beside its items' lives, whenever these have gone as far as they can: it arms its timer, shows how it
 * stands, and goes on in a new run when Temporal suggests it. Never resolves. One loop for all of it, since promises are
 * what a workflow costs its worker most; histories hold the order in which its commands come.
 */
export async function keepHouse(order: OrderRun, publish: () => void, notifier: ShopNotifier): Promise<never> {
  const { timer } = order;
  const mayContinue = () => isQuiet(order) && notifier.isIdle() && allHandlersFinished();
  for (;;) {
    if (timer.isLate()) timer.arm();
    if (order.isChanged) publish();
    if (order.isLong && !order.draining) startDraining(order);
    if (order.draining && mayContinue()) await continueInNewRun(order);
    await condition(() => timer.isLate() || order.isChanged || (order.draining ? mayContinue() : order.isLong));
  }
}
