import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { createPrintessClient } from '../../src/printess/client.js';
import { intentText } from '../../src/contract/intent.js';
import { readOrderRows, rowsOfItem, type ItemRows } from '../../src/printess/find-jobs.js';
import { withServer } from '../support/with-server.js';

const TOKEN = 'the-service-token';
const BODY = {
  templateName: 't',
  origin: 'o',
  externalOrderId: '1',
  orderMetaData: 'm',
  callbackUrl: 'https://print.example/callbacks/printess/SECRET',
};
const produce = (apiUrl: string, deadline = 2_000) =>
  createPrintessClient({ apiUrl, token: () => Promise.resolve(TOKEN) }).produce(BODY, deadline);

let server: Server | undefined;
const sockets = new Set<Socket>();
afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
  server = undefined;
});

/** A server that does with each connection what a test wants. */
async function raw(onConnection: (socket: Socket) => void): Promise<string> {
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe('a produce call', () => {
  it('that nobody listens for was not sent', async () => {
    const url = await raw(() => undefined);
    await new Promise((resolve) => server?.close(resolve));
    server = undefined;
    expect(await produce(url)).toMatchObject({ kind: 'not-sent', produceCalls: 0 });
  });

  it('to a host that does not exist was not sent', async () => {
    expect(await produce('http://printess.invalid')).toMatchObject({ kind: 'not-sent' });
  });

  it.each<[string, (socket: Socket) => void]>([
    ['reset after it was read', (socket) => socket.once('data', () => socket.resetAndDestroy())],
    [
      'cut inside the JSON',
      (socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"jobId":"47')),
    ],
    ['slower than the deadline', () => undefined],
    [
      'slower than the deadline in its body',
      (socket) => socket.once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"job')),
    ],
    ['not HTTP at all', (socket) => socket.once('data', () => socket.end('hello\r\n\r\n'))],
  ])('whose answer is %s is ambiguous', async (_name, onConnection) => {
    const answer = await produce(await raw(onConnection), 300);
    expect(answer).toMatchObject({ kind: 'ambiguous', produceCalls: 1 });
  });

  it.each<[number, string, object]>([
    [200, '{"jobId":"j","orderId":"o"}', { kind: 'accepted', jobId: 'j', printessOrderId: 'o', produceCalls: 1 }],
    [200, '{"orderId":"o"}', { kind: 'ambiguous' }],
    [200, '<html></html>', { kind: 'ambiguous' }],
    [200, '{"jobId":""}', { kind: 'ambiguous' }],
    [302, '', { kind: 'ambiguous' }],
    [400, '{"c":1,"m":"bad"}', { kind: 'refused' }],
    [401, '{}', { kind: 'held', reason: 'unauthorized' }],
    [
      402,
      '{"c":3,"m":"no credits"}',
      { kind: 'held', reason: 'insufficient-funds', message: expect.stringContaining('no credits') },
    ],
    [403, '', { kind: 'held', reason: 'unauthorized' }],
    [406, '{"c":5,"m":"no documents"}', { kind: 'refused', message: expect.stringContaining('no documents') }],
    [408, '', { kind: 'ambiguous' }],
    [422, '', { kind: 'refused' }],
    [429, '', { kind: 'held', reason: 'unreachable', retryAfterMs: 7_000 }],
    [500, '', { kind: 'ambiguous' }],
    [502, '<html>', { kind: 'ambiguous' }],
    [503, '', { kind: 'ambiguous' }],
    [504, '', { kind: 'ambiguous' }],
  ])('answered with %d %s means what it means for money', async (status, body, expected) => {
    await withServer(
      (_request, response) =>
        response.writeHead(status, { 'retry-after': '7', location: 'http://127.0.0.1:1/' }).end(body),
      async (url) => {
        expect(await produce(url)).toMatchObject(expected);
      },
    );
  });

  it('is one POST over a connection of its own, with the token and nothing else told about it', async () => {
    const seen: { connection: string | undefined; authorization: string | undefined; method: string | undefined }[] =
      [];
    await withServer(
      ({ headers, method }, response) => {
        seen.push({ connection: headers.connection, authorization: headers.authorization, method });
        response.writeHead(500).end('{"c":1,"m":"x"}');
      },
      async (url) => {
        const answer = await produce(url);
        expect(seen).toEqual([{ connection: 'close', authorization: `Bearer ${TOKEN}`, method: 'POST' }]);
        expect(JSON.stringify(answer)).not.toMatch(/SECRET|the-service-token/);
      },
    );
  });

  it.each(['two\nlines', 'a€uro'])('with a token that no header can hold was not sent: %j', async (token) => {
    const client = createPrintessClient({ apiUrl: 'http://127.0.0.1:1', token: () => Promise.resolve(token) });
    const answer = await client.produce(BODY, 1_000);
    expect(answer).toMatchObject({
      kind: 'not-sent',
      produceCalls: 0,
      message: expect.stringContaining('service token'),
    });
    expect(JSON.stringify(answer)).not.toContain(token);
    await expect(client.jobStatus('j', 1_000)).rejects.toMatchObject({ name: 'PrintessTransportError' });
  });

  it('tells neither token nor callback URL where Printess repeats them', async () => {
    await withServer(
      (_request, response) =>
        response.writeHead(406).end(JSON.stringify({ c: 1, m: `${TOKEN} may not call ${BODY.callbackUrl} (SECRET)` })),
      async (url) => {
        const answer = await produce(url);
        expect(answer).toMatchObject({ kind: 'refused', message: expect.stringContaining('may not call') });
        expect(JSON.stringify(answer)).not.toMatch(/SECRET|the-service-token/);
        const client = createPrintessClient({ apiUrl: url, token: () => Promise.resolve(TOKEN) });
        await expect(client.jobStatus('j', 1_000)).rejects.toThrow('[secret] may not call');
      },
    );
  });

  it('without a token is held, and not sent', async () => {
    const client = createPrintessClient({
      apiUrl: 'http://127.0.0.1:1',
      token: () => Promise.reject(new Error('the file /run/token is empty')),
    });
    const answer = await client.produce(BODY, 1_000);
    expect(answer).toMatchObject({
      kind: 'held',
      reason: 'unauthorized',
      produceCalls: 0,
      message: expect.stringContaining('/run/token'),
    });
  });
});

describe('a question', () => {
  it.each([
    [500, '', undefined],
    [200, 'no json', undefined],
    [200, '{"orders":7}', undefined],
    [429, '', 7_000],
  ])('answered with %d %s is an error that says so', async (status, body, retryAfterMs) => {
    await withServer(
      (_request, response) => response.writeHead(status, { 'retry-after': '7' }).end(body),
      async (url) => {
        const client = createPrintessClient({ apiUrl: url, token: () => Promise.resolve(TOKEN) });
        await expect(client.listOrders({ origin: 'o', take: 1, skip: 0 }, 1_000)).rejects.toMatchObject({
          name: 'PrintessApiError',
          message: expect.stringContaining('/orders/list'),
          ...(retryAfterMs !== undefined && { retryAfterMs }),
        });
      },
    );
  });
});

describe('a list lookup', () => {
  const intent = { shop: 'default', orderId: '1', itemId: 'a', generation: 1, digest: '0123456789ab' };
  const text = intentText(intent);
  const row = (jobId: string, createdOn = '2026-01-01T00:00:00Z', metaData = text) => ({ jobId, createdOn, metaData });
  const find = (pages: object[][]) =>
    new Promise<ItemRows>((resolve, reject) => {
      let page = 0;
      withServer(
        (_request, response) => response.end(JSON.stringify({ orders: pages[page++] ?? [], count: 1_000 })),
        async (url) => {
          const client = createPrintessClient({ apiUrl: url, token: () => Promise.resolve(TOKEN) });
          await readOrderRows(client, { orderId: '1', deadlineMs: 2_000 })
            .then((rows) => rowsOfItem(rows, intent))
            .then(resolve, reject);
        },
      ).catch(reject);
    });

  it('reads to an empty page, whatever the count says and however short the pages are', async () => {
    const { jobs } = await find([[row('x', undefined, 'of somebody else')], [row('a')], [row('b')]]);
    expect(jobs.map(({ jobId }) => jobId)).toEqual(['a', 'b']);
  });

  it('reads on after a page of rows that have no job', async () => {
    const without = [{ id: 'an-order', jobId: null, metaData: 'of somebody else' }, { metaData: 'a draft' }];
    expect((await find([without, [row('a')]])).jobs.map(({ jobId }) => jobId)).toEqual(['a']);
    expect((await find([without, without, [row('a')]])).jobs).toEqual([]);
  });

  it('ends with a short page that repeats itself, and trusts no full one that does', async () => {
    const pages = (count: number) =>
      Array.from({ length: 3 }, () => Array.from({ length: count }, (_, n) => row(`j${n}`)));
    expect((await find(pages(20))).jobs).toHaveLength(20);
    await expect(find(pages(100))).rejects.toThrow('repeat themselves');
  });

  it('counts a job that is listed twice by its first day, so that the oldest stays the oldest', async () => {
    const rows = [row('a', '2026-01-01T00:00:00Z'), row('b', '2026-01-02T00:00:00Z'), row('a', '2026-01-03T00:00:00Z')];
    expect((await find([rows])).jobs.map(({ jobId }) => jobId)).toEqual(['a', 'b']);
  });

  it('tells rows of the intent, of the same item in another generation, of another content, and cut ones apart', async () => {
    const { jobs, cut } = await find([
      [
        row('exact'),
        row('same', undefined, text.replace('/1#', '/2#')),
        row('other', undefined, text.replace('0123', 'ffff')),
        row('sibling', undefined, text.replace('/a/', '/b/')),
        row('cut', undefined, text.slice(0, 10)),
        row('cut too', undefined, text.slice(0, 20)),
        row('none', undefined, 'somebody else’s'),
        row('empty', undefined, ''),
      ],
    ]);
    expect(jobs.map(({ jobId, generation, match }) => [jobId, generation, match])).toEqual([
      ['exact', 1, 'exact'],
      ['same', 2, 'same'],
      ['other', 1, 'other'],
    ]);
    expect(cut.map(({ jobId }) => jobId)).toEqual(['cut', 'cut too']);
  });
});
