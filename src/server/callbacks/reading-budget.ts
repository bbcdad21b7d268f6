import type { RequestHandler } from 'express';
import { workflowId } from '../../contract/workflow-id.js';
import type { CallbackLocals } from './callback-locals.js';
import type { CallbackMetrics } from './callback-metrics.js';

/** Bytes of an order's bodies that are held at once: who has one URL must not fill the memory with slow ones. */
const BYTES_AT_ONCE = 64_000_000;

/** Lets a body in for which there is room; the others are delivered again. */
export function readingBudget(bodyLimit: number, { metrics }: { metrics: CallbackMetrics }): RequestHandler {
  const held = new Map<string, number>();
  return (request, response, next) => {
    const { shop, orderId } = (response.locals as CallbackLocals).target;
    const order = workflowId(shop, orderId);
    const bytes = Math.min(Number(request.get('content-length') ?? bodyLimit), bodyLimit);
    const before = held.get(order) ?? 0;
    if (before + bytes > BYTES_AT_ONCE) {
      metrics.answered('unavailable');
      return void response.set('retry-after', '60').set('connection', 'close').status(503).end();
    }
    held.set(order, before + bytes);
    response.once('close', () => {
      const left = (held.get(order) ?? 0) - bytes;
      if (left > 0) held.set(order, left);
      else held.delete(order);
    });
    next();
  };
}
