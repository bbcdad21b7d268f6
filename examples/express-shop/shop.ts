import { Client, Connection } from '@temporalio/client';
import express from 'express';
import { createClient, OrderConflictError, OrderNotFoundError, type OrderView } from 'printess-production/client';
import { Webhook } from 'standardwebhooks';

// A shop with three routes: paid, how it stands, and the events of printess-production.

const { TEMPORAL_ADDRESS = 'localhost:7233', EVENTS_SECRET = '', PORT = '3000' } = process.env;
const connection = await Connection.connect({ address: TEMPORAL_ADDRESS });
const production = createClient(new Client({ connection }), { shop: process.env['SHOP'] ?? 'default', events: true });

/** What the shop shows its customers; a real one keeps it in its database. */
const orders = new Map<string, { n: number; state: string }>();

const app = express();

app.post('/orders/:id/paid', express.json(), async (request, response) => {
  try {
    const { items } = request.body as { items: { itemId: string; templateName: string; copies: number }[] };
    // Safe to repeat: a payment provider that calls twice joins the same order.
    const { created } = await production.submit({ orderId: request.params.id, items });
    response.status(created ? 201 : 200).end();
  } catch (error) {
    if (!(error instanceof OrderConflictError)) throw error;
    response.status(409).json({ changed: error.fields });
  }
});

app.get('/orders/:id', async (request, response) => {
  try {
    const { state, items } = await production.get(request.params.id);
    const files = items.flatMap((item) => item.files ?? []);
    response.json({ state, files: files.map(({ url }) => url), told: orders.get(request.params.id) ?? null });
  } catch (error) {
    if (!(error instanceof OrderNotFoundError)) throw error;
    response.status(404).end();
  }
});

// The signature is over the bytes as they came: so the body is read raw.
app.post('/events', express.raw({ type: 'application/json', limit: '1mb' }), (request, response) => {
  let event: { type: string; data: { n: number; order: OrderView } };
  try {
    const body = (request.body as Buffer).toString();
    event = new Webhook(EVENTS_SECRET).verify(body, request.headers as Record<string, string>) as typeof event;
  } catch {
    response.status(400).end();
    return;
  }
  const { n, order } = event.data;
  // Events come at least once, and an old one may come late.
  if (n > (orders.get(order.orderId)?.n ?? 0)) orders.set(order.orderId, { n, state: order.state });
  response.status(204).end();
});

app.listen(Number(PORT), '127.0.0.1', () => console.log(`The shop listens on ${PORT}`));
