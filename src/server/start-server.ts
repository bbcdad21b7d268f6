import type { Client } from '@temporalio/client';
import { collectDefaultMetrics, Registry } from 'prom-client';
import type { CallbackKey } from '../printess/callback-token.js';
import { createCallbackMetrics } from './callback-metrics.js';
import { createCallbacksApp } from './callbacks-app.js';
import { listen } from './listen.js';
import { createOpsApp } from './ops-app.js';
import { createSignalOrder } from './signal-order.js';
import { temporalCheck } from './temporal-check.js';

export interface ServerConfig {
  callbackHost: string;
  callbackPort: number;
  callbackKeys: readonly CallbackKey[];
  fileHosts: readonly string[];
  opsHost: string;
  opsPort: number;
}

export interface RunningServer {
  callbackPort: number;
  opsPort: number;
  /** Answers what it has taken, then resolves. */
  close(): Promise<void>;
}

/** Starts the callback endpoint and, on a port of their own, health and metrics. */
export async function startServer(config: ServerConfig, client: Client): Promise<RunningServer> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const app = createCallbacksApp({
    keys: config.callbackKeys,
    fileHosts: config.fileHosts,
    signal: createSignalOrder(client),
    metrics: createCallbackMetrics(registry),
  });
  const { callbackHost: host, callbackPort: port } = config;
  const callbacks = await listen(app, { host, port, portVariable: 'CALLBACK_PORT' });
  const opsApp = createOpsApp({ registry, checks: { temporal: temporalCheck(client) } });
  const ops = await listen(opsApp, { host: config.opsHost, port: config.opsPort, portVariable: 'OPS_PORT' }).catch(
    async (error: unknown) => {
      await callbacks.close();
      throw error;
    },
  );
  return {
    callbackPort: callbacks.port,
    opsPort: ops.port,
    async close() {
      await callbacks.close();
      await ops.close();
    },
  };
}
