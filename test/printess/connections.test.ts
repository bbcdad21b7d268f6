import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createPrintessClient, type PrintessClient } from '../../src/printess/client.js';
import { until } from '../support/until.js';

const BODY = {
  templateName: 't',
  origin: 'o',
  externalOrderId: '1',
  orderMetaData: 'm',
  callbackUrl: 'https://print.example/callbacks/printess/SECRET',
};
const LIST = { origin: 'o', take: 1, skip: 0 };
const answerOf = (body: string, head = '') =>
  `HTTP/1.1 200 OK\r\n${head}Content-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

interface Connection {
  socket: Socket;
  requests: string[];
}

let server: Server | undefined;
let connections: Connection[] = [];
afterEach(async () => {
  for (const { socket } of connections) socket.destroy();
  await new Promise((resolve) => server?.close(resolve));
  connections = [];
});

/** A Printess that does with each request what a test wants; `nth` counts the requests of its connection. */
async function printess(onRequest: (socket: Socket, path: string, nth: number) => void): Promise<PrintessClient> {
  server = createServer((socket) => {
    const connection: Connection = { socket, requests: [] };
    connections.push(connection);
    socket.on('error', () => undefined);
    let text = '';
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString();
      // Each body of these tests is one object, so a request ends with its last brace.
      if (!text.endsWith('}')) return;
      connection.requests.push(text);
      const [, path = ''] = /^POST (\S+)/.exec(text) ?? [];
      text = '';
      onRequest(socket, path, connection.requests.length);
    });
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return createPrintessClient({ apiUrl, token: () => Promise.resolve('token') });
}

const answering = (socket: Socket, path: string) =>
  socket.write(answerOf(path === '/production/produce' ? '{"jobId":"j"}' : '{"orders":[]}'));
const paths = () => connections.map(({ requests }) => requests.map((text) => /^POST (\S+)/.exec(text)?.[1]));

describe('connections to Printess', () => {
  it('questions keep one; a paid call has one of its own, that nothing has used and nothing will', async () => {
    const client = await printess(answering);
    await client.listOrders(LIST, 5_000);
    await client.produce(BODY, 5_000);
    await client.free('/template/exists', {}, 5_000);
    await client.produce(BODY, 5_000);
    await client.listOrders(LIST, 5_000);
    expect(paths()).toEqual([
      ['/orders/list', '/template/exists', '/orders/list'],
      ['/production/produce'],
      ['/production/produce'],
    ]);
    expect(connections[1]?.requests[0]).toMatch(/^connection: close\r$/im);
  });

  it.each<[string, (socket: Socket) => void]>([
    ['resets', (socket) => socket.resetAndDestroy()],
    ['closes', (socket) => socket.end()],
  ])('a question that a kept connection %s is asked again, once, over one of its own', async (_what, die) => {
    const client = await printess((socket, path, nth) => (nth === 1 ? answering(socket, path) : die(socket)));
    await client.listOrders(LIST, 5_000);
    expect(await client.listOrders(LIST, 5_000)).toMatchObject({ orders: [] });
    expect(paths()).toEqual([['/orders/list', '/orders/list'], ['/orders/list']]);
  });

  it('a question whose own connection dies fails: it is not asked for ever', async () => {
    const client = await printess((socket, path) =>
      connections.length === 1 && connections[0]?.requests.length === 1
        ? answering(socket, path)
        : socket.resetAndDestroy(),
    );
    await client.listOrders(LIST, 5_000);
    await expect(client.listOrders(LIST, 5_000)).rejects.toMatchObject({ name: 'PrintessTransportError' });
    expect(paths().flat()).toHaveLength(3);
  });

  it('a question whose answer has begun is not asked again', async () => {
    const client = await printess((socket, path, nth) => {
      if (nth === 1) return void answering(socket, path);
      // Not reset: that may overtake what was sent.
      socket.end(answerOf('{"orders":[]}').slice(0, -4));
    });
    await client.listOrders(LIST, 5_000);
    await expect(client.listOrders(LIST, 5_000)).rejects.toThrow('the answer was cut off');
    expect(paths().flat()).toHaveLength(2);
  });

  it('a paid call whose connection dies is sent once, whatever is kept beside it', async () => {
    const client = await printess((socket, path) =>
      path === '/production/produce' ? socket.resetAndDestroy() : answering(socket, path),
    );
    await client.listOrders(LIST, 5_000);
    expect(await client.produce(BODY, 5_000)).toMatchObject({ kind: 'ambiguous', produceCalls: 1 });
    expect(paths()).toEqual([['/orders/list'], ['/production/produce']]);
  });

  it('one that Printess has closed while nobody used it is not used', async () => {
    const client = await printess(answering);
    await client.listOrders(LIST, 5_000);
    const [first] = connections;
    first?.socket.end();
    await until('the connection to be closed on both sides', () => first?.socket.closed);
    expect(await client.listOrders(LIST, 5_000)).toMatchObject({ orders: [] });
    expect(paths()).toEqual([['/orders/list'], ['/orders/list']]);
  });
});
