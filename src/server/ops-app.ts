import express, { type Express } from 'express';
import type { Registry } from 'prom-client';

export interface OpsDeps {
  registry: Registry;
  /** What must hold for the process to be ready; a check that throws is named in the answer, with its sentence. */
  checks: Record<string, () => Promise<void> | void>;
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
    const why = Object.fromEntries(
      Object.keys(checks).flatMap((name, index) => {
        const result = results[index];
        return result?.status === 'rejected' ? [[name, sentenceOf(result.reason)]] : [];
      }),
    );
    const failed = Object.keys(why);
    if (failed.length === 0) response.json({ status: 'ok', failed });
    else response.status(503).json({ status: 'not ready', failed, why });
  });
  app.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics());
  });
  return app;
}

const sentenceOf = (reason: unknown) => (reason instanceof Error ? reason.message : String(reason));
