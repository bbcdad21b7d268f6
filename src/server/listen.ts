import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as NetServer, type AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { serveWithin } from './connections.js';

/** Connections of one listener. */
const CONNECTIONS = 2_000;
/** As many as may well be asked for at once: half of an order's callbacks, a crowd of long polls. */
const CONNECTIONS_PER_ADDRESS = 1_000;
const UNREAD_MS = 10_000;
const REQUEST_MS = 15_000;
/** For connections that wait to be accepted when the server stops. */
const ACCEPT_MS = 500;
/** For requests that are on their way then. */
const LINGER_MS = 500;
/** For requests in flight then. */
const STOP_DEADLINE_MS = 10_000;

export interface Listening {
  port: number;
  /** Every answer from now on closes its connection. */
  drain(): void;
  /** Takes no more connections, answers the requests that are there or on their way, then resolves. */
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  port: number;
  /** The variable that sets the port, for the sentence about a port in use. */
  portVariable: string;
  /** Milliseconds after which an answer is given up of which nobody reads anything. */
  unreadMs?: number;
  /** Milliseconds within which a whole request has to be there. */
  requestMs?: number;
  /** Behind a proxy all connections are the proxy's, and have one address. */
  behindProxy?: boolean;
}

/** Listens with limits against slow and greedy callers. Throws with a remedy where the port is taken. */
export async function listen(app: RequestListener, options: ListenOptions): Promise<Listening> {
  const { host, port, portVariable, unreadMs = UNREAD_MS, requestMs = REQUEST_MS, behindProxy } = options;
  const server = createServer({
    // The check of both timeouts below runs in this interval, and only the constructor can set it.
    connectionsCheckingInterval: 1_000,
    headersTimeout: 10_000,
    requestTimeout: requestMs,
    keepAliveTimeout: 5_000,
    maxHeaderSize: 8_192,
  });
  server.maxRequestsPerSocket = 1_000;
  const perAddress = behindProxy ? CONNECTIONS : CONNECTIONS_PER_ADDRESS;
  const connections = serveWithin({ total: CONNECTIONS, perAddress, unreadMs }, server, app);

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(cause, host, port, portVariable)));
    server.listen(port, host, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    drain: () => connections.drain(),
    async close() {
      await acceptWaiting(server);
      // Not http's own: it cuts at once what is silent, a connection whose request is just arriving among it.
      const closed = new Promise((resolve) => NetServer.prototype.close.call(server, resolve));
      // After it: who is sent to another connection finds the port closed, and no connection that is not taken.
      connections.drain();
      const linger = setTimeout(() => connections.cutIdle(), LINGER_MS);
      const force = setTimeout(() => connections.cutAll(), STOP_DEADLINE_MS);
      await closed;
      clearTimeout(linger);
      clearTimeout(force);
      // Ends http's check of timeouts.
      server.close();
    },
  };
}

/**
 * Resolves when none waits to be accepted: a turn of the event loop, which accepts one, has brought none. Where they keep
 * coming, it ends all the same.
 */
async function acceptWaiting(server: Server): Promise<void> {
  const end = performance.now() + ACCEPT_MS;
  let [accepted, before] = [0, -1];
  const count = () => void (accepted += 1);
  server.on('connection', count);
  while (before < accepted && performance.now() < end) {
    before = accepted;
    // The first ends the turn that this is, the second the next one.
    await setImmediate();
    await setImmediate();
  }
  server.off('connection', count);
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number, portVariable: string): Error {
  const why =
    cause.code === 'EADDRINUSE'
      ? 'it is in use: stop what listens there'
      : cause.code === 'EACCES'
        ? 'this user may not use it'
        : cause.message;
  return new Error(
    `Cannot listen on ${host.includes(':') ? `[${host}]` : host}:${port}: ${why}, or set ${portVariable} to another port.`,
    { cause },
  );
}
