import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common';
import { ChildWorkflowCancellationType, condition, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { eventWorkflowId, type EventType, type ShopEvent } from '../../contract/event.js';
import { jsonSize } from '../../contract/json-size.js';
import { EVENT_BYTES } from '../../contract/limits.js';
import { SHOP_EVENT } from '../../contract/names.js';
import { PRINTESS_SHOP } from '../../contract/search-attributes.js';
import type { OrderView } from '../../contract/view.js';
import type { OrderRun } from '../order/order-run.js';
import { orderView } from './order-view.js';

/** Notifies the shop of its order, where it wants events: each by a workflow of its own, which holds nothing up. */
export interface ShopNotifier {
  /** Takes the order as it stands now. */
  notify(type: EventType): void;
  /** Whether every event has its workflow: the order must not end, or continue as new, before. */
  isIdle(): boolean;
  /** Starts the events' workflows, one after the other; never resolves. */
  run(): Promise<never>;
}

export function createShopNotifier(order: OrderRun): ShopNotifier {
  const waiting: Omit<ShopEvent, 'n'>[] = [];
  const { shop, orderId } = order.input;

  return {
    notify(type) {
      if (order.nextEvent === undefined) return;
      waiting.push({
        shop,
        orderId,
        type,
        timestamp: new Date(Date.now()).toISOString(),
        order: fit(orderView(order)),
      });
    },

    isIdle: () => waiting.length === 0,

    async run() {
      for (;;) {
        await condition(() => waiting.length > 0);
        const [event] = waiting;
        if (event && (await start(event, order.nextEvent ?? 1))) waiting.shift();
        // A number that is taken, by the run before a reset, is passed over: no event is swallowed.
        order.nextEvent = (order.nextEvent ?? 1) + 1;
      }
    },
  };
}

/** Returns whether the event has its workflow; false where its number is taken. */
async function start(event: Omit<ShopEvent, 'n'>, n: number): Promise<boolean> {
  const { shop, orderId, type } = event;
  try {
    await startChild(SHOP_EVENT, {
      workflowId: eventWorkflowId(shop, orderId, n),
      workflowIdReusePolicy: 'REJECT_DUPLICATE',
      parentClosePolicy: ParentClosePolicy.ABANDON,
      cancellationType: ChildWorkflowCancellationType.ABANDON,
      staticSummary: `${type} of order ${orderId}`,
      typedSearchAttributes: [{ key: PRINTESS_SHOP, value: shop }],
      priority: { fairnessKey: shop },
      args: [{ ...event, n }],
    });
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return false;
    log.error('An event of the order could not be started', { shop, order: orderId, event: type, n, error });
  }
  return true;
}

/** An order whose lists of files are too long for an event goes without them: `fileCount` says how many there are. */
function fit(view: OrderView): OrderView {
  if (jsonSize(view) <= EVENT_BYTES) return view;
  const items = view.items.map(({ files, kept, ...item }) => ({
    ...item,
    ...(files && { filesOmitted: true as const }),
    ...(kept && { kept: { ...kept, files: [], filesOmitted: true as const } }),
  }));
  return { ...view, items };
}
