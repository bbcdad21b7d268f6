import express, { type Express, type RequestHandler } from 'express';
import { adminRoutes } from './admin-routes.js';
import { ordersRoute } from './orders-route.js';
import { outputRoute } from './output-route.js';
import { produceRoute } from './produce-route.js';
import { refuse } from './refuse.js';
import type { SandboxState } from './state.js';
import { statusRoute } from './status-route.js';

/** The sandbox as an Express app that does not listen. */
export function createSandboxApp(state: SandboxState): Express {
  const app = express();
  app.disable('x-powered-by');
  app.use(express.json({ limit: '20mb' }));
  app.use('/sandbox', adminRoutes(state));
  app.get('/output/:name', outputRoute(state));
  app.use(door(state));
  app.post('/production/produce', produceRoute(state));
  app.post('/production/status/get', statusRoute(state));
  app.post('/orders/list', ordersRoute(state));
  app.use((_request, response) => refuse(response, 404, 'the sandbox does not know this path'));
  return app;
}

/** What every call of the API meets first: an outage, the ledger, the token. */
function door(state: SandboxState): RequestHandler {
  return (request, response, next) => {
    const path = request.path;
    state.ledger.calls[path] = (state.ledger.calls[path] ?? 0) + 1;
    if (state.live.use('door').includes('down')) return refuse(response, 503, 'the sandbox is down');
    if (request.get('authorization') !== `Bearer ${state.options.token}`)
      return refuse(response, 401, 'the token is not valid');
    next();
  };
}
