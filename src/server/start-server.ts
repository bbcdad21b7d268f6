import type { RequestListener } from 'node:http';
import type { RequestHandler } from 'express';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { pino, type Logger } from 'pino';
import { createArchive } from '../archive/create-archive.js';
import { checkNamespace, checkSetUp } from '../client/check-namespace.js';
import { createClient, type ClientOptions } from '../client/index.js';
import type { CallbackKey } from '../printess/callback-token.js';
import { countAttention } from './attention-metrics.js';
import { createAnswerRecord } from './callbacks/answer-record.js';
import { createCallbacksApp } from './callbacks/callbacks-app.js';
import { listen, type Listening, type ListenOptions } from './listen.js';
import { createOpsApp } from './ops-app.js';
import type { ApiKey } from './orders/api-keys.js';
import { cursorSecret } from './orders/cursor-secret.js';
import { processMetrics } from './process-metrics.js';
import { createRefusedKeys } from './orders/refused-keys.js';
import { createRequestLog } from './orders/request-log.js';
import { createSignalOrder } from './callbacks/signal-order.js';

/** A batch is read as fast as its orders are started. */
const ORDERS_REQUEST_MS = 90_000;

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
    /** Hosts that files may lie on, and the URL of the archive that keeps them. */
    files?: { hosts: readonly string[]; archive: string | undefined };
  };
  ops: { host: string; port: number };
  /** Where the process logs; nowhere if absent. */
  log?: Logger;
  /** Comes before all else that a request meets, where traces are wanted. */
  traceRequests?: (options: { takesParent: boolean }) => RequestHandler;
  /** Proxies of ours that requests come through; none if absent. */
  proxyHops?: number;
}

export interface RunningServer {
  callbackPort?: number;
  ordersPort?: number;
  opsPort: number;
  /**
   * Says that it is not ready, and closes each connection with its next answer, for so many milliseconds (none if
   * absent): balancers turn away meanwhile. Then takes nothing more, answers what it has taken, and resolves.
   */
  close(graceMs?: number): Promise<void>;
}

/**
 * Starts what is configured: callback endpoint, orders API, and health and metrics, each on a port of its own. Throws a
 * sentence where Temporal has not the client's namespace, or a port is taken; nothing listens then.
 */
export async function startServer(config: ServerConfig, client: Client): Promise<RunningServer> {
  const { proxyHops = 0, log = pino({ level: 'silent' }) } = config;
  const {
    connection,
    options: { namespace },
  } = client;
  await checkNamespace(connection, namespace);
  const registry = processMetrics();
  countAttention(registry, client);
  const listening: Listening[] = [];
  const stopping = new AbortController();
  let isLeaving = false;
  const close = async (graceMs = 0) => {
    isLeaving = true;
    if (graceMs > 0) {
      for (const one of listening) one.drain();
      await sleep(graceMs);
    }
    stopping.abort();
    await Promise.all(listening.map((one) => one.close()));
  };
  const open = async (app: RequestListener, options: Omit<ListenOptions, 'behindProxy'>) => {
    const one = await listen(app, { ...options, behindProxy: proxyHops > 0 });
    listening.push(one);
    return one.port;
  };

  try {
    const { callbacks, orders, ops, traceRequests } = config;
    // The shop's trace is gone on with; what stands in a callback is anybody's.
    const [ofShops, ofCallbacks] = [traceRequests?.({ takesParent: true }), traceRequests?.({ takesParent: false })];
    const ports: Pick<RunningServer, 'callbackPort' | 'ordersPort'> = {};
    if (callbacks) {
      const { keys, fileHosts, ...address } = callbacks;
      const answered = createAnswerRecord(registry, log);
      const app = createCallbacksApp({
        keys,
        fileHosts,
        signal: createSignalOrder(client),
        answered,
        trace: ofCallbacks,
      });
      ports.callbackPort = await open(app, { ...address, portVariable: 'CALLBACK_PORT' });
    }
    if (orders) {
      const { keys, rate, client: options, files, ...address } = orders;
      // A server of callbacks alone does not wait for it.
      const { createOrdersApp } = await import('./orders/orders-app.js');
      const archive = files?.archive === undefined ? undefined : await createArchive(files.archive);
      const clientOf = (shop: string) =>
        createClient(client, { ...options, shop, cursorSecret: cursorSecret(keys, shop) });
      const app = createOrdersApp({
        keys,
        clientOf,
        within: (ms, work) => connection.withDeadline(Date.now() + ms, work),
        temporal: () => checkNamespace(connection, namespace),
        files: { hosts: files?.hosts ?? [], archive },
        rate,
        proxyHops,
        stopping: stopping.signal,
        log: createRequestLog(registry, log),
        keyRefused: createRefusedKeys(registry, log),
        trace: ofShops,
      });
      const where = { ...address, portVariable: 'ORDERS_API_PORT' };
      ports.ordersPort = await open(app, { ...where, requestMs: ORDERS_REQUEST_MS });
    }
    const checks = {
      // A server that leaves says so at once, whatever Temporal does.
      temporal: () => (isLeaving ? undefined : checkSetUp(connection, namespace)),
      stopping: () => {
        if (isLeaving) throw new Error('The server is stopping.');
      },
    };
    const opsApp = createOpsApp({ registry, checks });
    return { ...ports, opsPort: await open(opsApp, { ...ops, portVariable: 'OPS_PORT' }), close };
  } catch (error) {
    await close();
    throw error;
  }
}
