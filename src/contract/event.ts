import * as z from 'zod';
import type { EventType, OrderView } from './types.js';
import { orderViewSchema } from './view.js';

const eventTypeSchema = z
  .enum(['order.produced', 'order.attention', 'order.partly-produced', 'order.failed', 'order.cancelled'])
  .meta({ id: 'EventType', description: 'What has happened: the order has reached this state.' });

/** The body of an event as a shop's receiver gets it: a Standard Webhook. */
export const orderEventSchema = z
  .object({
    type: eventTypeSchema.describe('What has happened.'),
    timestamp: z.string().describe('When it happened, in ISO 8601.'),
    data: z
      .object({
        n: z
          .number()
          .int()
          .describe('Grows from each event of an order to its next: keep the newest, drop what is older.'),
        order: orderViewSchema.describe('The order as it stood then; where it is large, without its lists of files.'),
      })
      .describe('Of which order.'),
  })
  .meta({ id: 'OrderEvent', description: 'What a shop is notified of: the body of a Standard Webhook.' });

export type { EventType, OrderEvent } from './types.js';

/** Argument of the workflow `shopEvent`. */
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
