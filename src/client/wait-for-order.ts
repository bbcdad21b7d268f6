import { WorkflowNotFoundError } from '@temporalio/client';
import { PRINTESS_STATE } from '../contract/search-attributes.js';
import { isOpen, type OrderView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { orderEnd } from './order-end.js';
import type { WaitOptions } from './production-client.js';
import { OrderNotFoundError } from './errors.js';
import type { Scope } from './scope.js';
import { PAUSE_MS, viewIfWorker, watchOrder } from './watch-order.js';

/** Follows an order until it has ended or needs a person; see `ProductionClient.wait`. */
export async function waitForOrder(scope: Scope, orderId: string, options: WaitOptions = {}): Promise<OrderView> {
  const isOver = ({ state }: OrderView) => !isOpen(state) || (state === 'attention' && !options.untilEnded);
  if (options.onChange) {
    for await (const view of watchOrder(scope, orderId, options)) {
      options.onChange(view);
      if (isOver(view)) return view;
    }
  }
  const end = orderEnd(scope, orderId);
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      // Who asks for the end alone is spared the queries, which are billed: the state is in the search attributes.
      const view = (await isRunning(scope, orderId)) ? undefined : await viewIfWorker(scope, orderId);
      if (view && isOver(view)) return view;
      await end.pause(PAUSE_MS, options.signal);
    }
  } finally {
    end.close();
  }
}

async function isRunning({ temporal, shop }: Scope, orderId: string): Promise<boolean> {
  try {
    const { status, typedSearchAttributes } = await temporal.workflow.getHandle(workflowId(shop, orderId)).describe();
    return status.name === 'RUNNING' && typedSearchAttributes.get(PRINTESS_STATE) === 'running';
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) throw new OrderNotFoundError(orderId, shop);
    throw error;
  }
}
