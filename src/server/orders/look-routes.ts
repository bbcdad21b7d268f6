import { Router, type Response } from 'express';
import { z } from 'zod';
import type { OrderView, ProductionClient } from '../../client/index.js';
import { milliseconds } from '../../contract/duration.js';
import type { OrdersDeps } from './orders-deps.js';
import { localsOf, readInput } from './read-input.js';
import { listQuerySchema, orderPathSchema, waitSchema } from './shapes.js';

/** GET /v1/orders is a page of the shop's orders; GET /v1/orders/{orderId} one of them, at once or by long poll. */
export function lookRoutes({ clientOf }: OrdersDeps): Router {
  const router = Router({ caseSensitive: true });

  router.get('/', async (request, response) => {
    const { limit, ...filter } = readInput(listQuerySchema, request.query);
    const given = Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
    const page = await clientOf(localsOf(response).shop).listPage({ ...given, ...(limit && { limit: Number(limit) }) });
    response.json(page);
  });

  router.get('/:orderId', async (request, response) => {
    const { orderId } = readInput(orderPathSchema, request.params);
    const { wait } = request.query;
    const client = clientOf(localsOf(response).shop);
    response.json(
      wait === undefined
        ? await client.get(orderId)
        : await waitAtMost(
            client,
            orderId,
            milliseconds(readInput(z.object({ wait: waitSchema }), { wait }).wait),
            response,
          ),
    );
  });

  return router;
}

/** The order when it has ended or needs a person, or as it stands when the time is over. */
async function waitAtMost(
  client: ProductionClient,
  orderId: string,
  time: number,
  response: Response,
): Promise<OrderView> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, AbortSignal.timeout(time)]);
  try {
    return await client.wait(orderId, { signal });
  } catch (error) {
    if (!signal.aborted) throw error;
    return client.get(orderId);
  }
}
