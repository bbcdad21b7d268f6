import type { Response } from 'express';
import type { CallbackMetrics } from './callback-metrics.js';

/** One and the same answer for every bad token, path and method. */
export function notFound({ metrics }: { metrics: CallbackMetrics }): (request: unknown, response: Response) => void {
  return (_request, response) => {
    metrics.answered('not-found');
    // What is still being sent is not read.
    response.set('connection', 'close').status(404).end();
  };
}
