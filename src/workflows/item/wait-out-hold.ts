import type { ItemState } from '../../contract/carried-state.js';
import { isTrier } from '../order/hold.js';
import type { OrderRun } from '../order/order-run.js';
import { waitFor } from './hear.js';
import type { ItemRun } from './item-run.js';
import { call } from './submit.js';

/** The shop is on hold: one item tries for all; when it gets through, all go on. */
export async function waitOutHold(order: OrderRun, item: ItemRun, state: ItemState): Promise<ItemState> {
  const { hold } = order;
  if (!hold) return { kind: 'queued' };
  const now = Date.now();
  const { nextTryAt } = hold;
  const wasTrier = isTrier(order, item);
  if (wasTrier && now >= nextTryAt) {
    hold.tries += 1;
    return call(order, item);
  }
  const isOver = () => order.hold !== hold || hold.nextTryAt !== nextTryAt || (!wasTrier && isTrier(order, item));
  const end = hold.since + order.waits.attentionTimeout;
  await waitFor(order, item, isOver, now < nextTryAt ? Math.min(nextTryAt, end) : end, 'Next try at what is held');
  return state;
}
