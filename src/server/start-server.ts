import type { Client } from '@temporalio/client';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { createClient, type ClientOptions } from '../client/index.js';
import type { CallbackKey } from '../printess/callback-token.js';
import { createCallbackMetrics } from './callbacks/callback-metrics.js';
import { createCallbacksApp } from './callbacks/callbacks-app.js';
import { listen, type Listening } from './listen.js';
import { createOpsApp } from './ops-app.js';
import type { ApiKey } from './orders/api-keys.js';
import { createOrdersApp } from './orders/orders-app.js';
import { createRequestLog } from './orders/request-log.js';
import { createSignalOrder } from './callbacks/signal-order.js';
import { temporalCheck } from './temporal-check.js';

export interface ServerConfig {
  /** The endpoint that Printess calls; absent: not in this process. */
  callbacks?: { host: string; port: number; keys: readonly CallbackKey[]; fileHosts: readonly string[] };
  /** The API that shops call; absent: off. */
  orders?: {
    host: string;
    port: number;
    keys: readonly ApiKey[];
    /** Requests a minute that one key may send. */
    rate: number;
    client: ClientOptions;
  };
  ops: { host: string; port: number };
}

export interface RunningServer {
  callbackPort?: number;
  ordersPort?: number;
  opsPort: number;
  /** Answers what it has taken, then resolves. */
  close(): Promise<void>;
}

/** Starts what is configured: callback endpoint, orders API, and health and metrics, each on a port of its own. */
export async function startServer(config: ServerConfig, client: Client): Promise<RunningServer> {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const listening: Listening[] = [];
  const close = async () => {
    for (const one of listening) await one.close();
  };
  const open = async (...args: Parameters<typeof listen>) => {
    const one = await listen(...args);
    listening.push(one);
    return one.port;
  };

  try {
    const { callbacks, orders, ops } = config;
    const ports: Pick<RunningServer, 'callbackPort' | 'ordersPort'> = {};
    if (callbacks) {
      const { keys, fileHosts, ...address } = callbacks;
      const metrics = createCallbackMetrics(registry);
      const app = createCallbacksApp({ keys, fileHosts, signal: createSignalOrder(client), metrics });
      ports.callbackPort = await open(app, { ...address, portVariable: 'CALLBACK_PORT' });
    }
    if (orders) {
      const { keys, rate, client: options, ...address } = orders;
      const clientOf = (shop: string) => createClient(client, { ...options, shop });
      const within = (ms: number, work: () => Promise<void>) => client.connection.withDeadline(Date.now() + ms, work);
      const log = createRequestLog(registry);
      const app = createOrdersApp({ keys, clientOf, within, rate, log });
      ports.ordersPort = await open(app, { ...address, portVariable: 'ORDERS_API_PORT' });
    }
    const opsApp = createOpsApp({ registry, checks: { temporal: temporalCheck(client) } });
    return { ...ports, opsPort: await open(opsApp, { ...ops, portVariable: 'OPS_PORT' }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
