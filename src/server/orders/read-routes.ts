import { Router, type Response } from 'express';
import * as z from 'zod';
import { milliseconds } from '../../contract/duration.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { localsOf, readInput } from './read-input.js';
import { listQuerySchema, orderPathSchema, waitSchema } from './shapes.js';
import { createSharedWaits } from './shared-waits.js';
import { createSlots } from '../slots.js';

const WAITERS_PER_KEY = 50;

/** GET /v1/orders is a page of the shop's orders; GET /v1/orders/{orderId} one of them, at once or by long poll. */
export function readRoutes(deps: OrdersDeps): Router {
  const router = Router({ caseSensitive: true });
  const waiters = createSlots(WAITERS_PER_KEY);
  const sharedWait = createSharedWaits(deps);

  router.get('/', async (request, response) => {
    const { limit, ...filter } = readInput(listQuerySchema, request.query);
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const client = deps.clientOf(localsOf(response).shop);
    response.json(await client.listPage({ ...given, ...(limit && { limit: Number(limit) }) }));
  });

  router.get('/:orderId', async (request, response) => {
    const { orderId } = readInput(orderPathSchema, request.params);
    const { shop, keyId } = localsOf(response);
    const client = deps.clientOf(shop);
    if (request.query['wait'] === undefined) return void response.json(await client.get(orderId));

    const { wait } = readInput(z.object({ wait: waitSchema }), request.query);
    const free = waiters.take(keyId);
    if (!free) {
      const detail = `At most ${WAITERS_PER_KEY} requests of one key may wait at once.`;
      throw new Problem(429, 'too-many-requests', detail, { retryAfter: 5 });
    }
    try {
      const time = milliseconds(wait);
      const view = await sharedWait({ client, shop, orderId, time, gone: whenGone(response) });
      if (view) response.json(view);
    } finally {
      free();
    }
  });

  return router;
}

function whenGone(response: Response): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}
