import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import { issuesOf, issuesText } from '../contract/issues.js';
import { swaggerUi } from '../openapi/index.js';
import { adminRoutes } from './admin-routes.js';
import type { Endpoint } from './endpoint.js';
import { ENDPOINTS } from './endpoints/index.js';
import { jobsPage } from './jobs-page.js';
import { sandboxDocument } from './openapi.js';
import { outputRoute } from './output-route.js';
import { ownPageOnly } from './own-page-only.js';
import { record } from './record.js';
import { refuse } from './refuse.js';
import type { SandboxState } from './state.js';

/** The sandbox as an Express app that does not listen. */
export function createSandboxApp(state: SandboxState): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.use('/sandbox', ownPageOnly);
  // Shipped clients don't all name the content type, or spell its charset as body-parser knows it.
  app.use((request, _response, next) => {
    request.headers['content-type'] = 'application/json';
    next();
  });
  app.use(express.json({ limit: '20mb' }));
  app.get('/', jobsPage(state));
  app.get('/openapi.json', (_request, response) => {
    response.json(sandboxDocument(state));
  });
  app.use('/swagger', swaggerUi('/openapi.json'));
  app.use('/sandbox', adminRoutes(state));
  app.get('/output/:name', outputRoute(state));
  app.use(door(state));
  for (const endpoint of ENDPOINTS) {
    app.post(endpoint.path, handler(state, endpoint));
    app.all(endpoint.path, (_request, response) => refuse(response.set('allow', 'POST'), 405, 'every call is a POST'));
  }
  app.use((_request, response) => refuse(response, 404, 'the sandbox does not know this path'));
  app.use(errors);
  return app;
}

/** What every call of the API meets first: the ledger, an outage, the token. */
function door(state: SandboxState): RequestHandler {
  const paths = new Set(ENDPOINTS.map(({ path }) => path));
  return (request, response, next) => {
    const path = request.path.replace(/\/+$/, '');
    record(state, { type: 'called', path: paths.has(path) ? path : 'unknown path' });
    const faults = state.live.use('door');
    if (faults.includes('down')) return refuse(response, 503, 'the sandbox is down');
    if (faults.includes('token-revoked') || request.get('authorization') !== `Bearer ${state.options.token}`)
      return refuse(response.set('www-authenticate', 'Bearer'), 401, 'the token is not valid');
    next();
  };
}

function handler(state: SandboxState, { request: schema, handle }: Endpoint): RequestHandler {
  return async (request, response) => {
    const body: unknown = request.get('content-length') === '0' ? undefined : request.body;
    const parsed = schema.safeParse(body);
    if (!parsed.success) return refuse(response, 400, issuesText(issuesOf(parsed.error)));
    const answer = await handle(state, parsed.data as never, { request, response });
    if (answer !== undefined) response.json(answer);
  };
}

/** Bodies that are no JSON, or too large; what is left is a fault of the sandbox itself. */
const errors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) return next(error);
  const status = typeof error === 'object' && error !== null && 'status' in error ? Number(error.status) : 500;
  refuse(response, status, error instanceof Error ? error.message : 'unknown error');
};
