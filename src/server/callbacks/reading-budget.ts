import type { RequestHandler } from 'express';
import { createSlots } from '../slots.js';
import type { CallbackLocals } from './callback-locals.js';
import type { CallbacksDeps } from './callbacks-deps.js';

/** Bytes of an item's bodies that are held at once: who has one URL must not fill the memory with slow ones. */
const BYTES_AT_ONCE = 16_000_000;

/** Lets a body in for which there is room; the others are delivered again. One over the limit is not held at all. */
export function readingBudget(bodyLimit: number, { answered }: Pick<CallbacksDeps, 'answered'>): RequestHandler {
  const held = createSlots(BYTES_AT_ONCE);
  return (request, response, next) => {
    const bytes = Number(request.get('content-length') ?? bodyLimit);
    if (bytes > bodyLimit) return next();
    const { target } = response.locals as CallbackLocals;
    const free = held.take(JSON.stringify(target), bytes);
    if (!free) {
      answered('unavailable', target);
      return void response.set('retry-after', '60').set('connection', 'close').status(503).end();
    }
    response.once('close', free);
    next();
  };
}
