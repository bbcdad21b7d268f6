import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { ipKeyGenerator } from 'express-rate-limit';

export interface ConnectionLimits {
  total: number;
  /** Of one remote address; an IPv6 network counts as one. */
  perAddress: number;
}

/** The connections of a server, and how they come to their end. */
export interface Connections {
  /** From now on every answer closes its connection: who goes on comes by another one, to another server. */
  drain(): void;
  /** Cuts the connections that no request is in flight on, and the others when theirs are answered. */
  cutIdle(): void;
  cutAll(): void;
}

interface Connection {
  socket: Socket;
  address: string;
  /** The requests in flight. */
  responses: Set<ServerResponse>;
}

/**
 * Limits a server's connections. One too many takes the place of the one that has been silent for longest, of the same
 * address where that has too many: only where a request is in flight on each of them is the new one cut.
 */
export function limitConnections(server: Server, { total, perAddress }: ConnectionLimits): Connections {
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
    const one = [...connections].find(isIdle) ?? newest;
    remove(one);
    one.socket.destroy();
  };

  server.on('connection', (socket: Socket) => {
    const connection = {
      socket,
      address: ipKeyGenerator(socket.remoteAddress ?? ''),
      responses: new Set<ServerResponse>(),
    };
    add(connection);
    socket.once('close', () => remove(connection));
    if (neighboursOf(connection).size > perAddress) cutOneOf(neighboursOf(connection), connection);
    else if (open.size > total) cutOneOf(open.values(), connection);
  });

  server.prependListener('request', ({ socket }: IncomingMessage, response: ServerResponse) => {
    if (draining) response.setHeader('connection', 'close');
    const connection = open.get(socket);
    connection?.responses.add(response);
    response.once('close', () => {
      connection?.responses.delete(response);
      if (!connection || !open.has(socket)) return;
      remove(connection);
      if (cutting && isIdle(connection)) return void socket.end();
      add(connection);
    });
  });

  return {
    drain() {
      draining = true;
      for (const { responses } of open.values())
        for (const response of responses) if (!response.headersSent) response.setHeader('connection', 'close');
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

const isIdle = ({ responses }: Connection) => responses.size === 0;
