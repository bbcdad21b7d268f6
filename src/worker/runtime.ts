import { Runtime } from '@temporalio/worker';
import type { Logger } from 'pino';
import { freePort } from '../temporal-server/free-port.js';
import { temporalLog } from './temporal-log.js';

/** Seconds: a job takes from moments to two days. */
const DELAYS = [1, 5, 15, 30, 60, 120, 300, 600, 1_800, 3_600, 14_400, 43_200, 86_400, 172_800];

/** Reads the metrics of Temporal's SDK, in Prometheus' text format. */
export type SdkMetrics = () => Promise<string>;

/**
 * Temporal's runtime for this process: it writes to our log and leaves signals to us. Once per process, before any
 * worker's connection.
 */
export function installRuntime(log: Logger): void {
  Runtime.install(runtimeOptions(log));
}

/**
 * The same with the SDK's metrics, among them those of workflows and activities. Its native part serves them by HTTP alone:
 * on a port of the loopback address, read by what this returns.
 */
export async function installMeasuredRuntime(log: Logger): Promise<SdkMetrics> {
  const bindAddress = `127.0.0.1:${await freePort()}`;
  const options = runtimeOptions(log);
  const metrics = {
    attachServiceName: false,
    prometheus: {
      bindAddress,
      countersTotalSuffix: true,
      unitSuffix: true,
      useSecondsForDurations: true,
      histogramBucketOverrides: { printess_callback_delay: DELAYS },
    },
  };
  Runtime.install({ ...options, telemetryOptions: { ...options.telemetryOptions, metrics } });
  return async () => {
    const answer = await fetch(`http://${bindAddress}/metrics`, { signal: AbortSignal.timeout(SCRAPE_MS) });
    return snakeCase(await answer.text());
  };
}

const SCRAPE_MS = 2_000;

function runtimeOptions(log: Logger): NonNullable<Parameters<typeof Runtime.install>[0]> {
  // Below warnings the native part writes whole messages down, payloads among them.
  const logging = { filter: { core: 'WARN', other: 'ERROR' } as const, forward: {} };
  return { logger: temporalLog(log), telemetryOptions: { logging }, shutdownSignals: [] };
}

/** Labels that the SDK's TypeScript part adds, spelled as its native part does. */
function snakeCase(metrics: string): string {
  return metrics.replace(/([{,])(taskQueue|workflowType|activityType)=/g, (_, before: string, name: string) => {
    return `${before}${name.replace(/[A-Z]/, (letter) => `_${letter.toLowerCase()}`)}=`;
  });
}
