import { randomUUID } from 'node:crypto';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { swaggerUi } from '../../openapi/index.js';
import { actRoutes } from './act-routes.js';
import { apiKeys, type ApiLocals } from './api-keys.js';
import { lookRoutes } from './look-routes.js';
import { ordersDocument, ROUTES } from './openapi.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { localsOf } from './read-input.js';
import { submitRoutes } from './submit-routes.js';
import { toProblem } from './to-problem.js';

const MINUTE = 60_000;
const DEADLINE = 12_000;
/** Of a long poll, or of many orders at once. */
const SLOW_DEADLINE = 75_000;

/**
 * The orders API: for shops in any language. A request meets its id, its key (401), the key's rate (429), its body's
 * limits (413, 415, 400), its shape (422), and then its order. Every error is a problem+json of RFC 9457.
 */
export function createOrdersApp(deps: OrdersDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.use(
    helmet({
      contentSecurityPolicy: { directives: { upgradeInsecureRequests: null } },
      strictTransportSecurity: false,
    }),
  );
  app.use(identify(deps));
  const document = ordersDocument();
  app.get('/openapi.json', (_request, response) => {
    response.json(document);
  });
  app.use('/docs', swaggerUi('/openapi.json'));
  app.use('/v1', apiKeys(deps.keys), limit(deps), (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  app.use('/v1', deadline(deps));
  for (const [path, methods] of ROUTES) app.all(path, methodsOf(methods));
  app.use('/v1/orders', submitRoutes(deps), lookRoutes(deps), actRoutes(deps));
  app.use(() => {
    throw new Problem(404, 'not-found', 'There is no such path; see /docs.');
  });
  app.use(answerProblems(deps));
  return app;
}

/** Gives the request an id, the caller's own where it has one, and tells the log how it was answered. */
function identify({ log }: OrdersDeps): RequestHandler {
  return (request, response: Response<unknown, Partial<ApiLocals>>, next) => {
    const given = request.get('x-request-id') ?? '';
    const requestId = /^[\w.-]{1,64}$/.test(given) ? given : randomUUID();
    response.locals.requestId = requestId;
    response.set('x-request-id', requestId);
    response.once('finish', () => {
      const { shop } = response.locals;
      const { method, path: route } = request;
      log({ requestId, method, route, ...(shop !== undefined && { shop }), status: response.statusCode });
    });
    next();
  };
}

function limit({ rate }: OrdersDeps): RequestHandler {
  return rateLimit({
    windowMs: MINUTE,
    limit: rate,
    standardHeaders: 'draft-8',
    legacyHeaders: false,
    keyGenerator: (_request, response) => localsOf(response).keyId,
    handler: () => {
      throw new Problem(429, 'too-many-requests', `At most ${rate} requests a minute for one key.`, { retryAfter: 60 });
    },
  });
}

/** Where Temporal is away a caller is told so, and does not wait for long. */
function deadline({ within }: OrdersDeps): RequestHandler {
  return (request, _response, next) => {
    const slow = request.query['wait'] !== undefined || Boolean(request.is('application/x-ndjson'));
    // The routes start inside it, and end later.
    void within(slow ? SLOW_DEADLINE : DEADLINE, () => {
      next();
      return Promise.resolve();
    });
  };
}

function methodsOf(methods: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { method } = request;
    if (methods.includes(method) || (method === 'HEAD' && methods.includes('GET'))) return next();
    response.set('allow', methods.join(', '));
    if (method === 'OPTIONS') return void response.status(204).end();
    throw new Problem(405, 'method-not-allowed', `This path takes ${methods.join(' and ')}.`);
  };
}

function answerProblems({ log }: OrdersDeps): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    const problem = toProblem(error);
    const { requestId } = localsOf(response);
    if (problem.status === 500) log({ requestId, method: request.method, route: request.path, status: 500, error });
    if (problem.more.retryAfter !== undefined) response.set('retry-after', String(problem.more.retryAfter));
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toBody(requestId)));
  };
}
