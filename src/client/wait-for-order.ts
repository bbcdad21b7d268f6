import { setTimeout as sleep } from 'node:timers/promises';
import type { OrderState, OrderView } from '../contract/view.js';
import type { WaitOptions } from './production-client.js';
import { NoWorkerError } from './errors.js';
import { getOrder } from './get-order.js';
import type { Scope } from './scope.js';

/** From one query of an open order to the next. */
const PAUSE = 1_000;

/** Follows an order until it has ended or needs a person; see `ProductionClient.wait`. */
export async function waitForOrder(scope: Scope, orderId: string, options: WaitOptions = {}): Promise<OrderView> {
  let last = '';
  for (;;) {
    options.signal?.throwIfAborted();
    const view = await viewIfWorker(scope, orderId);
    if (view) {
      if (last !== (last = JSON.stringify(view.items))) options.onChange?.(view);
      if (hasEnded(view.state) || (view.state === 'attention' && !options.untilEnded)) return view;
    }
    await sleep(PAUSE, undefined, options.signal ? { signal: options.signal } : {});
  }
}

const hasEnded = (state: OrderState) => state !== 'running' && state !== 'attention';

async function viewIfWorker(scope: Scope, orderId: string): Promise<OrderView | undefined> {
  try {
    return await getOrder(scope, orderId);
  } catch (error) {
    if (error instanceof NoWorkerError) return undefined;
    throw error;
  }
}
