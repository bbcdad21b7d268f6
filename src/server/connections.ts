import type { RequestListener, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';

export interface ConnectionLimits {
  total: number;
  /** Of one remote address; an IPv6 network counts as one. */
  perAddress: number;
  /** Milliseconds after which an answer is given up of which nobody reads anything. */
  unreadMs: number;
}

/** The connections of a server, and how they come to their end. */
export interface Connections {
  /** From now on every answer closes its connection: who goes on comes by another one, to another server. */
  drain(): void;
  /** Cuts the connections that no request is in flight on, and the others when theirs is answered. */
  cutIdle(): void;
  cutAll(): void;
}

interface Connection {
  socket: Socket;
  address: string;
  /** Requests that it has brought. */
  requests: number;
  /** The request in flight. */
  response?: ServerResponse | undefined;
  /** Whether it is cut when nothing moves on it. */
  isWatched: boolean;
}

const WATCH_MS = 1_000;

/**
 * Has an app answer a server's requests, within limits of connections. One too many takes the place of another, of the
 * same address where that has too many; the new one is cut only where on each of them an answer is being made. A
 * connection on which requests come before the answers to those before them is cut: each would cost the memory of its
 * answer, and no client does that.
 */
export function serveWithin(
  { total, perAddress, unreadMs }: ConnectionLimits,
  server: Server,
  app: RequestListener,
): Connections {
  /** Both in the order of the last use. */
  const open = new Map<Socket, Connection>();
  const byAddress = new Map<string, Set<Connection>>();
  let draining = false;
  let cutting = false;

  const neighboursOf = ({ address }: Connection) => byAddress.get(address) ?? new Set();
  const add = (connection: Connection) => {
    open.set(connection.socket, connection);
    byAddress.set(connection.address, neighboursOf(connection).add(connection));
  };
  const remove = (connection: Connection) => {
    open.delete(connection.socket);
    const neighbours = neighboursOf(connection);
    neighbours.delete(connection);
    if (neighbours.size === 0) byAddress.delete(connection.address);
  };
  const cutOneOf = (connections: Iterable<Connection>, newest: Connection) => {
    const all = [...connections];
    const one = all.find(isSilent) ?? all.find(isIdle) ?? all.find(isUnread) ?? newest;
    remove(one);
    one.socket.destroy();
  };

  server.on('connection', (socket: Socket) => {
    const address = ipKeyGenerator(socket.remoteAddress ?? '');
    const connection = { socket, address, requests: 0, isWatched: false };
    add(connection);
    socket.once('close', () => remove(connection));
    if (neighboursOf(connection).size > perAddress) cutOneOf(neighboursOf(connection), connection);
    else if (open.size > total) cutOneOf(open.values(), connection);
  });

  server.on('request', (request, response) => {
    const connection = open.get(request.socket);
    if (!connection || connection.response) return void request.socket.destroy();
    connection.requests += 1;
    connection.response = response;
    response.once('close', () => {
      connection.response = undefined;
      connection.isWatched = false;
      if (!open.has(request.socket)) return;
      remove(connection);
      if (cutting) return void request.socket.end();
      add(connection);
    });
    if (draining) response.setHeader('connection', 'close');
    app(request, response);
  });

  // The timeout of a socket counts only while an answer waits in it: how long that takes to make is our own affair.
  const watch = setInterval(() => {
    for (const connection of open.values()) {
      const { response, socket, isWatched } = connection;
      if (!response || socket.writableLength > 0 === isWatched) continue;
      connection.isWatched = !isWatched;
      socket.setTimeout(isWatched ? 0 : unreadMs);
    }
  }, WATCH_MS);
  watch.unref();
  server.once('close', () => clearInterval(watch));

  return {
    drain() {
      draining = true;
      for (const { response } of open.values())
        if (response && !response.headersSent) response.setHeader('connection', 'close');
    },
    cutIdle() {
      cutting = true;
      for (const connection of open.values()) if (isIdle(connection)) connection.socket.destroy();
    },
    cutAll() {
      for (const { socket } of open.values()) socket.destroy();
    },
  };
}

/** Has brought nothing yet. */
const isSilent = (connection: Connection) => isIdle(connection) && connection.requests === 0;
const isIdle = ({ response }: Connection) => response === undefined;
/** Its answer waits for somebody to read it. */
const isUnread = ({ response, socket }: Connection) => response?.headersSent && socket.writableNeedDrain;
