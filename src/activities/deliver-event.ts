import { ApplicationFailure } from '@temporalio/activity';
import { Webhook } from 'standardwebhooks';
import type { DeliverEventInput, EventEnd } from '../contract/event.js';
import { FAILURES } from '../contract/names.js';
import { exchange, ExchangeError } from '../printess/exchange.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';

const DELIVERY_DEADLINE_MS = 15_000;

/** One attempt at telling a shop's receiver, signed as a Standard Webhook. Throws `EventRefused` where it was not taken. */
export function createDeliverEvent({
  shop: shopOf,
  orderLink,
}: Pick<ActivityDeps, 'shop' | 'orderLink'>): Activities['deliverEvent'] {
  return async (input: DeliverEventInput): Promise<EventEnd> => {
    const { shop, orderId, n, type, timestamp, order, webhookId } = input;
    const receiver = shopOf(shop)?.events;
    if (!receiver) return 'no-receiver';
    const webUi = orderLink?.({ shop, orderId });
    const links = webUi === undefined ? order.links : { webUi };
    const body = JSON.stringify({ type, timestamp, data: { n, order: { ...order, links } } });
    const now = new Date();
    const secret = await receiver.secret();
    const { status } = await exchange({
      method: 'POST',
      url: new URL(receiver.url),
      headers: {
        'content-type': 'application/json',
        'webhook-id': webhookId,
        'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
        'webhook-signature': new Webhook(secret).sign(webhookId, now, body),
      },
      payload: Buffer.from(body),
      deadline: DELIVERY_DEADLINE_MS,
      answerBytes: 0,
    }).catch((error: unknown) => {
      const why = error instanceof ExchangeError ? error.message : 'the request cannot be made.';
      throw refused(`Event ${n} of order ${orderId}: the receiver of shop ${shop} did not answer: ${why}`);
    });
    if (status >= 200 && status < 300) return 'delivered';
    throw refused(`Event ${n} of order ${orderId}: the receiver of shop ${shop} answered ${status}.`);
  };
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${message} It is delivered again, with longer waits, for three days.`,
    type: FAILURES.eventRefused,
  });
}
