import type { Request, RequestHandler } from 'express';
import { readToken } from '../../printess/callback-token.js';
import { hasType } from '../has-type.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import type { CallbackLocals } from './callback-locals.js';
import { notFound } from './not-found.js';

/** The first rungs, before a byte of the body is read: without a valid token one learns nothing, whatever one sends. */
export function checkToken(deps: Pick<CallbacksDeps, 'keys' | 'answered'>): RequestHandler<{ token: string }> {
  return (request, response, next) => {
    const target = readToken(deps.keys, request.params.token);
    if (!target) return notFound(deps)(request, response);
    (response.locals as CallbackLocals).target = target;
    if (hasType(request as Request, 'application/json') && isPlain(request as Request)) return next();
    deps.answered('wrong-type', target);
    response.status(415).end();
  };
}

/** Printess sends plain JSON: nothing is inflated here. */
function isPlain(request: Request): boolean {
  return (request.get('content-encoding') ?? 'identity').toLowerCase() === 'identity';
}
