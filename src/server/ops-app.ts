import express, { type Express } from 'express';
import { Gauge, type Registry } from 'prom-client';

export interface OpsDeps {
  registry: Registry;
  /** What must hold for the process to be ready; a check that throws is named in the answer, with its sentence. */
  checks: Record<string, () => Promise<void> | void>;
  /** Metrics that are counted elsewhere in the process, in Prometheus' text format. */
  moreMetrics?: () => Promise<string>;
}

/** `/healthz` (the process lives), `/readyz` (its checks pass), `/metrics` (Prometheus): on a port of their own. */
export function createOpsApp({ registry, checks, moreMetrics }: OpsDeps): Express {
  const app = express();
  app.disable('x-powered-by').disable('etag');
  countReadiness(registry, checks);
  app.get('/healthz', (_request, response) => {
    response.json({ status: 'ok' });
  });
  app.get('/readyz', async (_request, response) => {
    const why = await whatFails(checks);
    const failed = Object.keys(why);
    if (failed.length === 0) response.json({ status: 'ok', failed });
    else response.status(503).json({ status: 'not ready', failed, why });
  });
  app.get('/metrics', async (_request, response) => {
    const [ours, more = ''] = await Promise.all([registry.metrics(), moreMetrics?.()]);
    response.type(registry.contentType).send(ours + more);
  });
  return app;
}

/** The sentences of the checks that do not hold now, by their names. */
async function whatFails(checks: OpsDeps['checks']): Promise<Record<string, string>> {
  const results = await Promise.allSettled(Object.values(checks).map(async (check) => check()));
  return Object.fromEntries(
    Object.keys(checks).flatMap((name, index) => {
      const result = results[index];
      return result?.status === 'rejected' ? [[name, sentenceOf(result.reason)]] : [];
    }),
  );
}

function countReadiness(registry: Registry, checks: OpsDeps['checks']): void {
  new Gauge({
    name: 'printess_ready',
    help: 'Whether a check of /readyz holds: 1 or 0',
    labelNames: ['check'],
    registers: [registry],
    async collect() {
      const why = await whatFails(checks);
      for (const check of Object.keys(checks)) this.set({ check }, check in why ? 0 : 1);
    },
  });
}

const sentenceOf = (reason: unknown) => (reason instanceof Error ? reason.message : String(reason));
