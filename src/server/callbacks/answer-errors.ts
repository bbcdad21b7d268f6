import type { ErrorRequestHandler } from 'express';
import type { CallbackMetrics } from './callback-metrics.js';
import { notFound } from './not-found.js';

/** Errors of the body parser as bare statuses; anything else as 503, for Printess to deliver again. No text, no stack. */
export function answerErrors({ metrics }: { metrics: CallbackMetrics }): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // A path that is badly encoded is none.
    if (error instanceof URIError) return notFound({ metrics })(request, response);
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
