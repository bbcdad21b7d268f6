import { Router, type RequestHandler } from 'express';
import type { ItemView, ProductionClient } from '../../client/index.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { jsonBody } from './read-body.js';
import { localsOf, readInput } from './read-input.js';
import { ACTION_BODIES, checkBodySchema, itemPathSchema, orderPathSchema, type ItemActionName } from './shapes.js';

/** POST …/items/{itemId}/retry|adopt|approve|abandon, and POST …/cancel|check: what a person decides. */
export function actRoutes({ clientOf, within }: OrdersDeps): Router {
  const router = Router({ caseSensitive: true });
  const body = jsonBody({ within });

  const decide: RequestHandler<{ action: string }> = async (request, response, next) => {
    const { action } = request.params;
    if (!isAction(action)) return next();
    const { orderId, itemId } = readInput(itemPathSchema, request.params);
    const client = clientOf(localsOf(response).shop);
    const body: unknown = request.body ?? {};
    response.json(await act[action](client, orderId, { itemId, by: `API key ${localsOf(response).keyId}` }, body));
  };
  router.post('/:orderId/items/:itemId/:action', body, decide);

  router.post('/:orderId/cancel', async (request, response) => {
    const { orderId } = readInput(orderPathSchema, request.params);
    await clientOf(localsOf(response).shop).cancel(orderId);
    response.status(202).json({ orderId });
  });

  router.post('/:orderId/check', body, async (request, response) => {
    const { orderId } = readInput(orderPathSchema, request.params);
    const { itemId } = readInput(checkBodySchema, request.body ?? {});
    await clientOf(localsOf(response).shop).checkNow(orderId, itemId);
    response.status(202).json({ orderId });
  });

  return router;
}

/** The item, and who decides where the body does not say. */
interface About {
  itemId: string;
  by: string;
}

type Act = (client: ProductionClient, orderId: string, about: About, body: unknown) => Promise<ItemView>;

const act: Record<ItemActionName, Act> = {
  retry: async (client, orderId, about, body) => {
    const { items } = await client.retry(orderId, { ...about, ...readInput(ACTION_BODIES.retry, body) });
    const item = items.find(({ itemId }) => itemId === about.itemId);
    if (!item) throw new Problem(404, 'not-found', `Order ${orderId} has no item ${about.itemId}.`);
    return item;
  },
  adopt: (client, orderId, about, body) =>
    client.adoptJob(orderId, { ...about, ...readInput(ACTION_BODIES.adopt, body) }),
  approve: (client, orderId, about, body) =>
    client.approveItem(orderId, { ...about, ...readInput(ACTION_BODIES.approve, body) }),
  abandon: (client, orderId, about, body) =>
    client.abandonItem(orderId, { ...about, ...readInput(ACTION_BODIES.abandon, body) }),
};

const isAction = (name: string): name is ItemActionName => Object.hasOwn(act, name);
