import type { ItemState } from '../../contract/carried-state.js';
import { isItsTry } from '../order/hold.js';
import type { OrderRun } from '../order/order-run.js';
import { waitFor } from './hear.js';
import type { ItemRun } from './item-run.js';
import { call } from './submit.js';

/** The shop is on hold: one item tries for all; when it gets through, all go on. */
export async function waitOutHold(order: OrderRun, item: ItemRun, state: ItemState): Promise<ItemState> {
  const { hold } = order;
  if (!hold) return { kind: 'queued' };
  if (isItsTry(order, item)) {
    hold.tries += 1;
    return call(order, item);
  }
  const { nextTryAt } = hold;
  const isOver = () => order.hold !== hold || hold.nextTryAt !== nextTryAt || isItsTry(order, item);
  const end = hold.since + order.waits.attentionTimeout;
  await waitFor(
    order,
    item,
    isOver,
    Date.now() < nextTryAt ? Math.min(nextTryAt, end) : end,
    'Next try at what is held',
  );
  return state;
}
