import { allHandlersFinished, condition, continueAsNew } from '@temporalio/workflow';
import type { OrderInput } from '../../contract/order.js';
import type { OrderView } from '../../contract/view.js';
import type { ShopNotifier } from '../publish/notify-shop.js';
import { carriedState } from './carried-state.js';
import { earlierCallsUntil } from './earlier-runs.js';
import type { OrderRun } from './order-run.js';

/**
 * When Temporal suggests it, the order goes on in a new run that knows all that this one knew. A busy order has no quiet
 * moment by itself: so nothing new is begun, and what is in flight comes home first. Never resolves.
 */
export async function continueWhenSuggested(order: OrderRun, notifier: ShopNotifier): Promise<never> {
  await condition(() => order.isLong);
  order.draining = true;
  for (const scope of order.inFlight) scope.cancel();
  await condition(() => isQuiet(order) && notifier.isIdle() && allHandlersFinished());
  return continueAsNew<(input: OrderInput) => Promise<OrderView>>({
    ...order.input,
    carried: carriedState({ ...order, earlierCallsUntil: earlierCallsUntil(order) }),
  });
}

/** Nothing is in flight, and nothing has come in that is not in the items' states yet; one that is cancelled ends instead. */
function isQuiet({ inFlight, calling, items, isChanged, ending, cancelled }: OrderRun): boolean {
  const isAtRest = (item: (typeof items)[number]) => !item.end && !item.decision && !item.question;
  return !ending && !cancelled && !isChanged && inFlight.size === 0 && calling.size === 0 && items.every(isAtRest);
}
