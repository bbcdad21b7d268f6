import type { RequestHandler } from 'express';
import { readToken } from '../../printess/callback-token.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import type { CallbackLocals } from './callback-locals.js';
import { notFound } from './not-found.js';

/** The first rungs, before a byte of the body is read: whoever has no valid token learns nothing, whatever he sends. */
export function checkToken(deps: Pick<CallbacksDeps, 'keys' | 'metrics'>): RequestHandler<{ token: string }> {
  return (request, response, next) => {
    const target = readToken(deps.keys, request.params.token);
    if (!target) return notFound(deps)(request, response);
    (response.locals as CallbackLocals).target = target;
    if (request.is('application/json')) return next();
    deps.metrics.answered('wrong-type');
    response.status(415).end();
  };
}
