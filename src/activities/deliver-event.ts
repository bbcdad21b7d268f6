import { activityInfo, ApplicationFailure, log } from '@temporalio/activity';
import { Webhook } from 'standardwebhooks';
import type { DeliverEventInput, EventEnd } from '../contract/event.js';
import { FAILURES } from '../contract/names.js';
import { exchange, ExchangeError } from '../printess/exchange.js';
import type { ActivityDeps, EventReceiver } from './activity-deps.js';
import type { Activities } from './activity-types.js';

/** A receiver that is well answers at once; the next attempts wait for one that is slow. */
const FIRST_DEADLINE_MS = 5_000;
const DEADLINE_MS = 15_000;
/** Deliveries that a worker keeps open to one shop: the receiver of one that does not answer holds no other up. */
const OPEN_PER_SHOP = 20;
const BUSY_RETRY_MS = 5_000;

/** One attempt at telling a shop's receiver, signed as a Standard Webhook. Throws `EventRefused` where it was not taken. */
export function createDeliverEvent({
  shop: shopOf,
  orderLink,
}: Pick<ActivityDeps, 'shop' | 'orderLink'>): Activities['deliverEvent'] {
  const open = new Map<string, number>();

  async function deliver(input: DeliverEventInput, receiver: EventReceiver): Promise<EventEnd> {
    const { shop, orderId, n, type, timestamp, order, webhookId } = input;
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
      deadline: activityInfo().attempt === 1 ? FIRST_DEADLINE_MS : DEADLINE_MS,
      answerBytes: 0,
    }).catch((error: unknown) => {
      const why = error instanceof ExchangeError ? error.message : 'the request cannot be made.';
      throw refused(`Event ${n} of order ${orderId}: the receiver of shop ${shop} did not answer: ${why}`);
    });
    if (status >= 200 && status < 300) {
      log.info('The shop has taken an event', { shop, order: orderId, event: type, n });
      return 'delivered';
    }
    throw refused(`Event ${n} of order ${orderId}: the receiver of shop ${shop} answered ${status}.`);
  }

  return async (input: DeliverEventInput): Promise<EventEnd> => {
    const { shop, orderId, n } = input;
    const receiver = shopOf(shop)?.events;
    if (!receiver) return 'no-receiver';
    const others = open.get(shop) ?? 0;
    if (others >= OPEN_PER_SHOP)
      throw refused(
        `Event ${n} of order ${orderId} waits: the receiver of shop ${shop} has ${others} deliveries to answer.`,
        { nextRetryDelay: BUSY_RETRY_MS },
      );
    open.set(shop, others + 1);
    try {
      return await deliver(input, receiver);
    } finally {
      open.set(shop, (open.get(shop) ?? 1) - 1);
    }
  };
}

function refused(message: string, options: { nextRetryDelay?: number } = {}): ApplicationFailure {
  return ApplicationFailure.create({
    message: `${message} It is delivered again, with longer waits, for three days.`,
    type: FAILURES.eventRefused,
    ...options,
  });
}
