import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Router, type Response } from 'express';
import { productionOrderSchema } from '../../contract/order.js';
import { hasType } from '../has-type.js';
import { takeTurn } from '../take-turn.js';
import { answerLines, type SubmittedLine } from './answer-lines.js';
import { CALL_DEADLINE_MS } from './deadlines.js';
import { inflated } from './inflated.js';
import type { KeyRate } from './key-rate.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { jsonBody, readBody } from './read-body.js';
import { localsOf, readInput } from './read-input.js';
import { readLines, type Line } from './read-lines.js';
import { BODY_LIMIT, dryRunSchema, orderBodySchema, orderLineSchema, orderPathSchema } from './shapes.js';
import { createSlots } from '../slots.js';
import { toProblem } from './to-problem.js';

const BATCHES_PER_KEY = 2;
/** Bytes of answers that are kept for a client that sends everything before it reads; then no more is read of it. */
const ANSWERS_KEPT = 1_000_000;

/** PUT /v1/orders/{orderId} starts an order or joins it; POST /v1/orders takes many, a line each. */
export function submitRoutes({ clientOf, within, stopping }: OrdersDeps, rate: KeyRate): Router {
  const router = Router({ caseSensitive: true });
  const batches = createSlots(BATCHES_PER_KEY);

  router.put('/:orderId', jsonBody({ within }), async (request, response) => {
    if (request.body === undefined) throw new Problem(415, 'wrong-type', 'Send the order as application/json.');
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

  router.post('/', async (request, response) => {
    if (!hasType(request, 'application/x-ndjson'))
      throw new Problem(415, 'wrong-type', 'Send orders as application/x-ndjson in UTF-8, one a line.');
    const { keyId, requestId } = localsOf(response);
    const free = batches.take(keyId);
    if (!free) {
      const detail = `At most ${BATCHES_PER_KEY} requests of one key may bring many orders at once.`;
      throw new Problem(429, 'too-many-requests', detail, { retryAfter: 5 });
    }
    try {
      const lines = readLines(inflated(request), BODY_LIMIT);
      const answers = answerLines({ lines, submit: submitLine(response), stopping, requestId });
      // What is wrong with the whole of it is in its status.
      const first = await answers.next();
      response.type('application/x-ndjson');
      const kept = new PassThrough({ highWaterMark: ANSWERS_KEPT });
      await pipeline(asText(first, answers), kept, response);
    } catch (error) {
      // The client has gone.
      if (!(response.destroyed && error instanceof Error && 'code' in error)) throw error;
    } finally {
      free();
      // What has not been read of it stands before the connection's next request.
      request.unpipe().resume();
    }
  });

  /** The request itself has counted against the rate: so its first line does not. */
  const submitLine = (response: Response) => {
    const { shop, keyId, requestId } = localsOf(response);
    let isFirst = true;
    return async ({ number: line, bytes }: Line): Promise<SubmittedLine> => {
      let orderId: string | undefined;
      try {
        if (!isFirst) await rate.countLine(keyId);
        isFirst = false;
        if (!bytes) throw new Problem(413, 'too-large', `The line is longer than ${BODY_LIMIT} bytes.`);
        await takeTurn(bytes.length);
        const order = { ...readInput(orderLineSchema, readBody(bytes, 422)), shop };
        orderId = order.orderId;
        const { created, view } = await within(CALL_DEADLINE_MS, () => clientOf(shop).submit(order));
        return { line, orderId, status: created ? 201 : 200, order: view };
      } catch (error) {
        const problem = toProblem(error);
        const answer = { status: problem.status, problem: problem.toBody(requestId) };
        return { line, ...(orderId !== undefined && { orderId }), ...answer };
      }
    };
  };

  return router;
}

async function* asText(
  first: IteratorResult<SubmittedLine, void>,
  rest: AsyncIterable<SubmittedLine>,
): AsyncGenerator<string, void> {
  if (!first.done) yield `${JSON.stringify(first.value)}\n`;
  for await (const answer of rest) yield `${JSON.stringify(answer)}\n`;
}
