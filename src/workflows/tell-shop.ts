import { ChildWorkflowCancellationType, log, ParentClosePolicy, startChild } from '@temporalio/workflow';
import { eventWorkflowId, type EventType, type ShopEvent } from '../contract/event.js';
import { EVENT_BYTES } from '../contract/limits.js';
import { SHOP_EVENT } from '../contract/names.js';
import { utf8Length } from '../contract/order.js';
import { isOpen, type OrderView } from '../contract/view.js';
import { orderView } from './order-view.js';
import type { OrderRun } from './order-run.js';

/** Tells the shop how the order stands, where it wants to be told: by a workflow of its own that holds nothing up. */
export function tellShop(order: OrderRun, type: EventType): void {
  const { events } = order;
  if (!events) return;
  const { shop, orderId } = order.order;
  const n = events.next++;
  const timestamp = new Date(Date.now()).toISOString();
  const event: ShopEvent = { shop, orderId, n, type, timestamp, order: fit(orderView(order)) };
  const started = startChild(SHOP_EVENT, {
    workflowId: eventWorkflowId(shop, orderId, n),
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    parentClosePolicy: ParentClosePolicy.ABANDON,
    cancellationType: ChildWorkflowCancellationType.ABANDON,
    staticSummary: `${type} of order ${orderId}`,
    priority: { fairnessKey: shop },
    args: [event],
  });
  const known = () => undefined;
  // After a reset an event of the run before has the number already: it has been told.
  events.starting.push(started.then(known, (error: unknown) => log.warn('The event was not started', { n, error })));
}

/** Tells the end, and waits until every event has its workflow: the order would take them along. */
export async function tellShopTheEnd(order: OrderRun): Promise<void> {
  const { state } = order.published;
  if (!isOpen(state)) tellShop(order, `order.${state}`);
  await Promise.all(order.events?.starting ?? []);
}

/** An order whose lists of files are too long for an event is told without them: `fileCount` says how many there are. */
function fit(view: OrderView): OrderView {
  if (utf8Length(JSON.stringify(view)) <= EVENT_BYTES) return view;
  const items = view.items.map(({ files, ...item }) => (files ? { ...item, filesOmitted: true as const } : item));
  return { ...view, items };
}
