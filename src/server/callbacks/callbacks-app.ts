import express, { type Express } from 'express';
import helmet from 'helmet';
import { callbackRoute } from './callback-route.js';
import { checkToken } from './check-token.js';
import { answerErrors } from './answer-errors.js';
import type { CallbacksDeps } from './callbacks-deps.js';
import { keepDigest } from './callback-locals.js';
import { notFound } from './not-found.js';

/** A callback with 2,000 files is about half a megabyte. */
const BODY_LIMIT = 4_000_000;

/**
 * The app that Printess calls: it holds no service token and can do nothing but signal. A ladder: token (404), content
 * type (415), size (413), JSON (400), then 200 once Temporal has the signal, or 503 for Printess to deliver again.
 */
export function createCallbacksApp(deps: CallbacksDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag').enable('case sensitive routing').enable('strict routing');
  app.use(helmet());
  app.post(
    '/callbacks/printess/:token',
    checkToken(deps),
    express.json({ limit: BODY_LIMIT, type: 'application/json', verify: keepDigest }),
    callbackRoute(deps),
  );
  app.use(notFound(deps));
  app.use(answerErrors(deps));
  return app;
}
