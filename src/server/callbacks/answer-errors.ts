import type { ErrorRequestHandler } from 'express';
import type { CallbackLocals } from './callback-locals.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import { notFound } from './not-found.js';

/** Errors of the body parser as bare statuses; anything else as 503, for Printess to deliver again. No text, no stack. */
export function answerErrors(deps: Pick<CallbacksDeps, 'answered'>): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    // A path that is badly encoded is none.
    if (error instanceof URIError) return notFound(deps)(request, response);
    const status = statusOf(error);
    const { target } = response.locals as Partial<CallbackLocals>;
    deps.answered(status === undefined ? 'unavailable' : 'bad-body', target);
    if (status === undefined) response.set('retry-after', '60');
    response.status(status ?? 503).end();
  };
}

function statusOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null || !('status' in error)) return undefined;
  const { status } = error;
  return typeof status === 'number' && status >= 400 && status < 500 ? status : undefined;
}
