import { createServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createClient } from '../../../src/client/index.js';
import { createOrdersApp } from '../../../src/server/orders/orders-app.js';
import { withServer } from '../../support/with-server.js';

const KEY = 'key-of-the-north-shop-0001';
const ITEM = '/v1/orders/1/items/mug';
const REQUESTS: [method: string, path: string, body?: object][] = [
  ['PUT', '/v1/orders/1', { items: [{ itemId: 'mug', templateName: 'poster' }] }],
  ['GET', '/v1/orders/1'],
  ['GET', '/v1/orders/1?wait=1s'],
  ['GET', '/v1/orders'],
  ['GET', `${ITEM}/files/1`],
  ['POST', `${ITEM}/retry`, {}],
  ['POST', `${ITEM}/adopt`, { jobId: 'j' }],
  ['POST', `${ITEM}/approve`, { reason: 'r' }],
  ['POST', `${ITEM}/abandon`, { reason: 'r' }],
  ['POST', '/v1/orders/1/cancel'],
  ['POST', '/v1/orders/1/check', {}],
];

/** All statuses of gRPC but 0, which is no failure. */
const CODES = Array.from({ length: 16 }, (_, index) => index + 1);

describe('the orders API, where Temporal fails', () => {
  it.each(CODES)(
    'with gRPC %i: every route says what is so, and none that something of ours has failed',
    async (code) => {
      await withFailingTemporal(code, async (client, connection) => {
        const app = createOrdersApp({
          keys: [{ shop: 'north', key: KEY }],
          rate: 10_000,
          clientOf: (shop) => createClient(client, { shop }),
          within: (ms, work) => connection.withDeadline(Date.now() + ms, work),
          temporal: () => Promise.resolve(),
          stopping: new AbortController().signal,
          log: () => undefined,
          keyRefused: () => undefined,
        });
        await withServer(app, async (url) => {
          for (const [method, path, body] of REQUESTS) {
            const headers = { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' };
            const answer = await fetch(url + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
            const isThere = code !== 5 || path === '/v1/orders';
            expect([method, path, answer.status]).toEqual([method, path, isThere ? 503 : 404]);
            expect(answer.headers.get('retry-after')).toBe(isThere ? '10' : null);
          }
        });
      });
    },
  );
});

/** A Temporal that answers every call with this status; the client does not try again, so that it is met at once. */
async function withFailingTemporal(
  code: number,
  test: (client: Client, connection: Connection) => Promise<void>,
): Promise<void> {
  const server = createServer();
  server.on('stream', (stream) => {
    stream.respond(
      { ':status': 200, 'content-type': 'application/grpc', 'grpc-status': code, 'grpc-message': 'as it happens' },
      { endStream: true },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const connection = Connection.lazy({ address, interceptors: [] });
  try {
    await test(new Client({ connection, namespace: 'here' }), connection);
  } finally {
    await connection.close();
    await new Promise((resolve) => server.close(resolve));
  }
}
