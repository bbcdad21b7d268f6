import { isOpen, type OrderView } from '../contract/view.js';
import { NoWorkerError } from './errors.js';
import { getOrder } from './get-order.js';
import { orderEnd } from './order-end.js';
import type { Scope } from './scope.js';

/** From one question about an open order to the next. */
export const PAUSE_MS = 1_000;

/** An order's views as they change, the first at once, the last when it has ended; see `ProductionClient.watch`. */
export async function* watchOrder(
  scope: Scope,
  orderId: string,
  { signal }: { signal?: AbortSignal } = {},
): AsyncGenerator<OrderView, void, undefined> {
  let last = '';
  const end = orderEnd(scope, orderId);
  try {
    for (;;) {
      signal?.throwIfAborted();
      const view = await viewIfWorker(scope, orderId);
      if (view && last !== (last = JSON.stringify([view.state, view.items]))) yield view;
      if (view && !isOpen(view.state)) return;
      await end.pause(PAUSE_MS, signal);
    }
  } finally {
    end.close();
  }
}

/** The view, or undefined while no worker answers. */
export async function viewIfWorker(scope: Scope, orderId: string): Promise<OrderView | undefined> {
  try {
    return await getOrder(scope, orderId);
  } catch (error) {
    if (error instanceof NoWorkerError) return undefined;
    throw error;
  }
}
