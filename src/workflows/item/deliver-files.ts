import type { ItemState } from '../../contract/carried-state.js';
import { DELIVERIES_IN_FLIGHT } from '../../contract/limits.js';
import { keepFiles } from '../calls/keep-files.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { hasNews, waitFor } from './hear.js';
import type { ItemRun } from './item-run.js';
import { takeDelivery } from './take-delivery.js';

/** The job is done: its files are brought into the archive, some items' at a time. It is free, and safe to repeat. */
export async function deliverFiles(
  order: OrderRun,
  item: ItemRun,
  state: Extract<ItemState, { kind: 'delivering' }>,
): Promise<ItemState> {
  const isItsTurn = () => order.delivering.size < DELIVERIES_IN_FLIGHT;
  await waitFor(order, item, isItsTurn);
  // What has come in the moment of its turn comes first, and so does another item whose turn it was.
  if (hasNews(order, item) || !isItsTurn()) return state;
  order.delivering.add(item);
  try {
    const asked = await keepFiles(order, item, state);
    return asked?.answer ? takeDelivery(item, state, asked.answer, settingOf(order, item)) : state;
  } finally {
    order.delivering.delete(item);
  }
}
