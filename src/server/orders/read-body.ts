import express, { Router, type RequestHandler } from 'express';
import { ORDER_BYTES } from '../../contract/limits.js';
import { readJson } from '../../contract/read-json.js';
import { hasType } from '../has-type.js';
import { createSlots } from '../slots.js';
import { takeTurn } from '../take-turn.js';
import { startDeadline } from './deadlines.js';
import { invalidInput } from './invalid-input.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { localsOf } from './read-input.js';
import { BODY_LIMIT } from './shapes.js';

/** Bytes of a key's bodies that are held at once. */
const BYTES_AT_ONCE = 64_000_000;
/** Values of an order's JSON; what has more is slow to check. */
const VALUES = 50_000;

/**
 * Makes `request.body` a request's JSON, undefined where it has no body. Problems: 400, 413, 415, 422, 429. Temporal's time
 * begins when the body is there: a slow sender is not answered that Temporal does not answer.
 */
export function jsonBody({ within }: Pick<OrdersDeps, 'within'>): RequestHandler {
  return Router().use(
    makeRoom(),
    express.raw({ limit: BODY_LIMIT, type: () => true }),
    async (request, _response, next) => {
      const bytes: unknown = request.body;
      const isEmpty = !Buffer.isBuffer(bytes) || bytes.length === 0;
      if (!isEmpty && !hasType(request, 'application/json'))
        throw new Problem(415, 'wrong-type', 'Send JSON in UTF-8, as application/json.');
      if (!isEmpty) await takeTurn(bytes.length);
      request.body = isEmpty ? undefined : readBody(bytes);
      startDeadline(within, next);
    },
  );
}

/** Lets a body in for which there is room. One that is zipped, or comes in chunks, may become as long as any. */
function makeRoom(): RequestHandler {
  const held = createSlots(BYTES_AT_ONCE);
  return (request, response, next) => {
    const isOpenEnded = request.get('transfer-encoding') ?? request.get('content-encoding');
    const bytes = isOpenEnded === undefined ? Number(request.get('content-length') ?? 0) : BODY_LIMIT;
    const free = held.take(localsOf(response).keyId, Math.min(bytes, BODY_LIMIT));
    if (!free) {
      const detail = `At most ${BYTES_AT_ONCE} bytes of bodies of one key at once.`;
      throw new Problem(429, 'too-many-requests', detail, { retryAfter: 5 });
    }
    response.once('close', free);
    next();
  };
}

/** The JSON of an order, its size checked before its shape is: white space and escapes count for nothing. */
export function readBody(bytes: Uint8Array, notJson: 400 | 422 = 400): unknown {
  const json = readJson(bytes, { values: VALUES });
  if (!json.ok && json.why === 'not-json')
    throw new Problem(notJson, notJson === 400 ? 'bad-request' : 'invalid-input', 'That is not JSON in UTF-8.');
  if (!json.ok) throw invalidInput([{ path: '', message: json.message }]);
  const size = Buffer.byteLength(JSON.stringify(json.value));
  if (size > ORDER_BYTES) throw invalidInput([{ path: '', message: `${size} bytes of JSON; at most ${ORDER_BYTES}` }]);
  return json.value;
}
