import express, { type Express } from 'express';
import helmet from 'helmet';
import { callbackRoute } from './callback-route.js';
import { checkToken } from './check-token.js';
import { answerErrors } from './answer-errors.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import { notFound } from './not-found.js';
import { readingBudget } from './reading-budget.js';

/** Bytes. A callback with 2,000 files is about half of it. */
const BODY_LIMIT = 1_000_000;

/**
 * The app that Printess calls: it holds no service token and can do nothing but signal. A ladder: token (404), content
 * type and encoding (415), size (413), JSON (400), then 200 once Temporal has the signal, or 503 for Printess to deliver
 * again.
 */
export function createCallbacksApp(deps: CallbacksDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').enable('strict routing');
  if (deps.trace) app.use(deps.trace);
  app.use(helmet());
  app.post(
    '/callbacks/printess/:token',
    checkToken(deps),
    readingBudget(BODY_LIMIT, deps),
    express.raw({ limit: BODY_LIMIT, inflate: false, type: () => true }),
    callbackRoute(deps),
  );
  app.use(notFound(deps));
  app.use(answerErrors(deps));
  return app;
}
