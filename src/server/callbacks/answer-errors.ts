import type { ErrorRequestHandler } from 'express';
import type { CallbackMetrics } from './callback-metrics.js';

/** Errors of the body parser as bare statuses; anything else as 503, for Printess to deliver again. No text, no stack. */
export function answerErrors({ metrics }: { metrics: CallbackMetrics }): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const status = statusOf(error);
    metrics.answered(status === undefined ? 'unavailable' : 'bad-body');
    if (status === undefined) response.set('retry-after', '60');
    response.status(status ?? 503).end();
  };
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
