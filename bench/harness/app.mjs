// What the arms in one process share: the vendor by fetch, and an endpoint for its callbacks.
import express from 'express';
import { post } from './post.mjs';

const { CALLBACK_PORT } = process.env;

/** Orders one item; its callback comes to `listen`'s endpoint. */
export const produce = (orderId, { callback = true } = {}) =>
  post('/production/produce', {
    templateName: 'poster',
    copies: 2,
    origin: 'bench',
    externalOrderId: orderId,
    orderMetaData: orderId,
    ...(callback && { callbackUrl: `http://127.0.0.1:${CALLBACK_PORT}/callback/${orderId}` }),
  });

export const checkStatus = (jobId) => post('/production/status/get', { jobId });

/** Listens for callbacks: 202 when `take` has kept one. */
export async function listen(take) {
  const app = express();
  app.post('/callback/:orderId', express.json(), async (request, response) => {
    await take(request.params.orderId, request.body);
    response.sendStatus(202);
  });
  const server = await new Promise((resolve) => {
    const listening = app.listen(Number(CALLBACK_PORT), '127.0.0.1', () => resolve(listening));
  });
  server.keepAliveTimeout = 60_000;
}
