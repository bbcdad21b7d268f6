import express, { Router } from 'express';
import type { ProductionClient } from '../../client/index.js';
import { productionOrderSchema } from '../../contract/order.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { localsOf, readInput } from './read-input.js';
import { BODY_LIMIT, dryRunSchema, orderBodySchema, orderLineSchema, orderPathSchema } from './shapes.js';
import { toProblem } from './to-problem.js';

const LINES_LIMIT = 20_000_000;
const LINES = 1_000;
const STARTS_IN_FLIGHT = 10;

/** PUT /v1/orders/{orderId} starts an order or joins it; POST /v1/orders takes many, a line each. */
export function submitRoutes({ clientOf }: OrdersDeps): Router {
  const router = Router({ caseSensitive: true });

  router.put('/:orderId', express.json({ limit: BODY_LIMIT }), async (request, response) => {
    if (!request.is('application/json')) throw new Problem(415, 'wrong-type', 'Send the order as application/json.');
    const { shop } = localsOf(response);
    const { orderId } = readInput(orderPathSchema, request.params);
    const order = { ...readInput(orderBodySchema, request.body), orderId, shop };
    if (readInput(dryRunSchema, request.query).dryRun === 'true') {
      readInput(productionOrderSchema, order);
      return void response.json({ valid: true });
    }
    const { created, view } = await clientOf(shop).submit(order);
    if (created) response.location(`/v1/orders/${orderId}`);
    response.status(created ? 201 : 200).json(view);
  });

  router.post('/', express.text({ type: 'application/x-ndjson', limit: LINES_LIMIT }), async (request, response) => {
    if (!request.is('application/x-ndjson'))
      throw new Problem(415, 'wrong-type', 'Send orders as application/x-ndjson, one a line.');
    const lines = readLines(request.body);
    const { shop, requestId } = localsOf(response);
    const client = clientOf(shop);
    response.type('application/x-ndjson');
    for (let first = 0; first < lines.length && !response.destroyed; first += STARTS_IN_FLIGHT) {
      const batch = lines.slice(first, first + STARTS_IN_FLIGHT);
      const answers = await Promise.all(
        batch.map(async ({ line, text }) => ({ line, ...(await submitLine(client, shop, text, requestId)) })),
      );
      for (const answer of answers) response.write(`${JSON.stringify(answer)}\n`);
    }
    response.end();
  });

  return router;
}

function readLines(body: unknown): { line: number; text: string }[] {
  const lines = (typeof body === 'string' ? body : '')
    .split('\n')
    .map((text, index) => ({ line: index + 1, text: text.trim() }))
    .filter(({ text }) => text !== '');
  if (lines.length === 0) throw new Problem(422, 'invalid-input', 'There is no order in the body.');
  if (lines.length > LINES) throw new Problem(413, 'too-large', `At most ${LINES} orders a request.`);
  return lines;
}

async function submitLine(client: ProductionClient, shop: string, text: string, requestId: string): Promise<object> {
  let orderId: string | undefined;
  try {
    const order = { ...readInput(orderLineSchema, parse(text)), shop };
    orderId = order.orderId;
    const { created, view } = await client.submit(order);
    return { orderId, status: created ? 201 : 200, order: view };
  } catch (error) {
    const problem = toProblem(error);
    return { ...(orderId !== undefined && { orderId }), status: problem.status, problem: problem.toBody(requestId) };
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Problem(422, 'invalid-input', 'The line is not JSON.');
  }
}
