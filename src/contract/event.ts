import type { OrderView } from './view.js';

export type EventType =
  'order.produced' | 'order.attention' | 'order.partly-produced' | 'order.failed' | 'order.cancelled';

/** What a shop is notified of, as a Standard Webhook: the body's `data` is `{n, order}`. Argument of the workflow `shopEvent`. */
export interface ShopEvent {
  shop: string;
  orderId: string;
  /** Grows by one from each event of an order to its next: a later one shows a later order. */
  n: number;
  type: EventType;
  /** ISO 8601: when it happened. */
  timestamp: string;
  order: OrderView;
}

/** Argument of the activity `deliverEvent`. */
export interface DeliverEventInput extends ShopEvent {
  /** The same for all deliveries of one event. */
  webhookId: string;
}

/** How an event ended. `no-receiver`: the worker's configuration has no eventsUrl for the shop. */
export type EventEnd = 'delivered' | 'no-receiver';

/** Id of the workflow that delivers an order's event. */
export function eventWorkflowId(shop: string, orderId: string, n: number): string {
  return `printess-event-${shop}-${orderId}-${n}`;
}
