import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError } from '@temporalio/client';
import { PRINTESS_STATE } from '../contract/search-attributes.js';
import type { OrderState, OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import type { WaitOptions } from './production-client.js';
import { NoWorkerError, OrderNotFoundError } from './errors.js';
import { getOrder } from './get-order.js';
import type { Scope } from './scope.js';

/** From one query of an open order to the next. */
const PAUSE = 1_000;

/** Follows an order until it has ended or needs a person; see `ProductionClient.wait`. */
export async function waitForOrder(scope: Scope, orderId: string, options: WaitOptions = {}): Promise<OrderView> {
  let last = '';
  for (;;) {
    options.signal?.throwIfAborted();
    // Who asks for the end alone is spared the queries, which are billed: the state is in the search attributes.
    const view =
      !options.onChange && (await isRunning(scope, orderId)) ? undefined : await viewIfWorker(scope, orderId);
    if (view) {
      if (last !== (last = JSON.stringify(view.items))) options.onChange?.(view);
      if (hasEnded(view.state) || (view.state === 'attention' && !options.untilEnded)) return view;
    }
    await sleep(PAUSE, undefined, options.signal ? { signal: options.signal } : {});
  }
}

const hasEnded = (state: OrderState) => state !== 'running' && state !== 'attention';

async function isRunning({ temporal, shop }: Scope, orderId: string): Promise<boolean> {
  try {
    const { status, typedSearchAttributes } = await temporal.workflow.getHandle(workflowId(shop, orderId)).describe();
    return status.name === 'RUNNING' && typedSearchAttributes.get(PRINTESS_STATE) === 'running';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new OrderNotFoundError(orderId, shop);
    throw error;
  }
}

async function viewIfWorker(scope: Scope, orderId: string): Promise<OrderView | undefined> {
  try {
    return await getOrder(scope, orderId);
  } catch (error) {
    if (error instanceof NoWorkerError) return undefined;
    throw error;
  }
}
