import { randomUUID } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express';
import helmet from 'helmet';
import { isTemporalAway, temporalReason } from '../../client/sdk.js';
import { swaggerUi } from '../../openapi/index.js';
import { actRoutes } from './act-routes.js';
import { apiKeys, type ApiLocals } from './api-keys.js';
import { startDeadline } from './deadlines.js';
import { fileRoutes } from './file-routes.js';
import { createKeyRate } from './key-rate.js';
import { ordersDocument, ROUTES } from './openapi.js';
import type { OrdersDeps } from './orders-deps.js';
import { Problem } from './problem.js';
import { localsOf } from './read-input.js';
import { readRoutes } from './read-routes.js';
import { submitRoutes } from './submit-routes.js';
import { temporalAway, toProblem } from './to-problem.js';

/**
 * The orders API: for shops in any language. A request meets its id, its key (401), the key's rate (429), its body's
 * limits (413, 415, 400), its shape (422), and then its order. Every error is a problem+json of RFC 9457.
 */
export function createOrdersApp(deps: OrdersDeps): Express {
  // Every long poll listens for the end.
  setMaxListeners(0, deps.stopping);
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing');
  app.set('trust proxy', deps.proxyHops ?? 0);
  if (deps.trace) app.use(deps.trace);
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
  const rate = createKeyRate(deps.rate);
  app.use('/v1', apiKeys(deps), rate.limit, (_request, response, next) => {
    response.set('cache-control', 'no-store');
    next();
  });
  // Where Temporal is away the answer says so, and does not take long. What may take longer asks for more.
  app.use('/v1', (_request, _response, next) => startDeadline(deps.within, next));
  for (const [path, methods] of ROUTES) app.all(path, methodsOf(methods));
  app.use('/v1/orders', submitRoutes(deps, rate), readRoutes(deps), fileRoutes(deps), actRoutes(deps));
  app.use(() => {
    throw new Problem(404, 'not-found', 'There is no such path; see /docs.');
  });
  app.use(answerProblems(deps));
  return app;
}

/** Gives the request an id, the caller's own where it has one, and logs how it was answered. */
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

function methodsOf(methods: readonly string[]): RequestHandler {
  return (request, response, next) => {
    const { method } = request;
    if (methods.includes(method) || (method === 'HEAD' && methods.includes('GET'))) return next();
    response.set('allow', methods.join(', '));
    if (method === 'OPTIONS') return void response.status(204).end();
    throw new Problem(405, 'method-not-allowed', `This path takes ${methods.join(' and ')}.`);
  };
}

function answerProblems({ log, temporal }: OrdersDeps): ErrorRequestHandler {
  return async (error: unknown, request, response, next) => {
    if (response.headersSent) return next(error);
    let problem = toProblem(error);
    // To us a Temporal that has just frozen looks like a worker that is not there.
    if (problem.kind === 'no-worker') problem = await temporal().then(() => problem, temporalAway);
    const { requestId } = localsOf(response);
    const isNew = problem.kind === 'temporal-away' && temporalReason(error) !== undefined && !isTemporalAway(error);
    if (problem.status === 500 || problem.kind === 'not-set-up' || isNew)
      log({ requestId, method: request.method, route: request.path, status: problem.status, error });
    if (problem.more.retryAfter !== undefined) response.set('retry-after', String(problem.more.retryAfter));
    response
      .status(problem.status)
      .type('application/problem+json')
      .send(JSON.stringify(problem.toBody(requestId)));
  };
}
