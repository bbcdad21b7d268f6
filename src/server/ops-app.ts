import express, { type Express } from 'express';
import type { Registry } from 'prom-client';

export interface OpsDeps {
  registry: Registry;
  /** What must hold for the process to be ready; a check that throws is named in the answer. */
  checks: Record<string, () => Promise<void>>;
}

/** `/healthz` (the process lives), `/readyz` (its checks pass), `/metrics` (Prometheus): on a port of their own. */
export function createOpsApp({ registry, checks }: OpsDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const results = await Promise.allSettled(Object.values(checks).map(async (check) => check()));
    const failed = Object.keys(checks).filter((_name, index) => results[index]?.status === 'rejected');
    response.status(failed.length > 0 ? 503 : 200).json({ status: failed.length > 0 ? 'not ready' : 'ok', failed });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return app;
}
