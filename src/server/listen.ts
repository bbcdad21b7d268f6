import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Milliseconds that requests in flight are given when the server stops. */
const STOP_DEADLINE = 10_000;

export interface Listening {
  port: number;
  /** Takes no more requests, answers those it has taken, then resolves. */
  close(): Promise<void>;
}

export interface ListenOptions {
  host: string;
  port: number;
  /** The variable that sets the port, for the sentence about a port in use. */
  portVariable: string;
}

/** Listens with limits against slow and greedy callers. Throws with a remedy where the port is taken. */
export async function listen(app: RequestListener, { host, port, portVariable }: ListenOptions): Promise<Listening> {
  const server = createServer(
    {
      // The check of both timeouts below runs in this interval, and only the constructor can set it.
      connectionsCheckingInterval: 1_000,
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      maxHeaderSize: 8_192,
    },
    app,
  );
  server.maxConnections = 1_000;
  server.maxRequestsPerSocket = 1_000;

  await new Promise<void>((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => reject(cannotListen(cause, host, port, portVariable)));
    server.listen(port, host, resolve);
  });

  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        const force = setTimeout(() => server.closeAllConnections(), STOP_DEADLINE);
        server.close(() => {
          clearTimeout(force);
          resolve();
        });
        server.closeIdleConnections();
      }),
  };
}

function cannotListen(cause: NodeJS.ErrnoException, host: string, port: number, portVariable: string): Error {
  const why =
    cause.code === 'EADDRINUSE'
      ? 'it is in use: stop what listens there'
      : cause.code === 'EACCES'
        ? 'this user may not use it'
        : cause.message;
  return new Error(`Cannot listen on ${host}:${port}: ${why}, or set ${portVariable} to another port.`, { cause });
}
