import { once } from 'node:events';
import http from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { NoWorkerError, type ProductionClient } from '../../../src/client/index.js';
import { openingView, type OrderView } from '../../../src/contract/view.js';
import { createOrdersApp } from '../../../src/server/orders/orders-app.js';
import type { OrdersDeps } from '../../../src/server/orders/orders-deps.js';
import { createRefusedKeys } from '../../../src/server/orders/refused-keys.js';
import { refusedTypes, spellings } from '../../support/content-types.js';
import { until } from '../../support/until.js';
import { withServer } from '../../support/with-server.js';

const KEY = 'key-of-the-north-shop-0001';
const OTHER = 'key-of-the-south-shop-0002';
const ITEM = { itemId: 'mug', templateName: 'poster' };
const ORDER = { items: [ITEM] };

type Submit = ProductionClient['submit'];
const submitted: Submit = (order) =>
  Promise.resolve({
    created: true,
    workflowId: 'w',
    view: openingView({ ...order, shop: 'north' }, new Date()),
  });

interface Api {
  url: string;
  send: (method: string, path: string, body?: string | Buffer, headers?: Record<string, string>) => Promise<Response>;
}

/** The API over a client that a test makes up: no Temporal. */
async function withApi(
  client: Partial<ProductionClient>,
  test: (api: Api) => Promise<void>,
  deps: Partial<OrdersDeps> = {},
): Promise<void> {
  const app = createOrdersApp({
    keys: [
      { shop: 'north', key: KEY },
      { shop: 'south', key: OTHER },
    ],
    clientOf: () => client as ProductionClient,
    within: (_ms, work) => work(),
    temporal: () => Promise.resolve(),
    rate: 10_000,
    stopping: new AbortController().signal,
    log: () => undefined,
    keyRefused: () => undefined,
    ...deps,
  });
  await withServer(app, (url) =>
    test({
      url,
      send: (method, path, body, headers = {}) =>
        fetch(url + path, {
          method,
          headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', ...headers },
          ...(body !== undefined && { body }),
        }),
    }),
  );
}

const issuesOf = async (answer: Response) =>
  ((await answer.json()) as { issues: { path: string; message: string }[] }).issues;

describe('an order', () => {
  const put = '/v1/orders/1';
  const many = (count: number, text: string) => Array(count).fill(text).join();

  it.each<[string, string]>([
    ['numbers for items', `{"items":[${many(300_000, '1')}]}`],
    ['numbers for records', `{"items":[{"itemId":"a","templateName":"b","vdp":{"records":[${many(300_000, '1')}]}}]}`],
    [
      'numbers for records, as many as are read',
      `{"items":[{"itemId":"a","templateName":"b","vdp":{"records":[${many(49_000, '1')}]}}]}`,
    ],
    ['empty objects for items', `{"items":[${many(20_000, '{}')}]}`],
    ['names that are not known', `{"items":[{${Array.from({ length: 40_000 }, (_, n) => `"k${n}":1`).join()}}]}`],
    ['names without end', `{"items":[{"${'n'.repeat(900_000)}":1}]}`],
  ])('with %s is refused at once, with a hundred issues at the most', async (_name, body) => {
    await withApi({}, async ({ send }) => {
      const began = performance.now();
      const answer = await send('PUT', put, body);
      const text = await answer.text();
      expect([answer.status, performance.now() - began < 10_000]).toEqual([422, true]);
      const { issues } = JSON.parse(text) as { issues: unknown[] };
      expect(issues.length).toBeGreaterThan(0);
      expect(issues.length).toBeLessThanOrEqual(100);
      expect(text.length).toBeLessThan(100_000);
    });
  });

  it('has its size told as an issue, and before its shape is looked at', async () => {
    await withApi({ submit: submitted }, async ({ send }) => {
      const large = JSON.stringify({ items: [{ ...ITEM, wrong: 'x'.repeat(1_000_000) }] });
      expect(await issuesOf(await send('PUT', put, large))).toEqual([
        { path: '', message: `${large.length} bytes of JSON; at most 1000000` },
      ]);
      expect((await send('PUT', put, `"${'x'.repeat(3_200_000)}"`)).status).toBe(413);
    });
  });

  it('of nearly a megabyte is taken also as PHP writes it, three times as long', async () => {
    let characters = 0;
    const submit: Submit = (order) => {
      characters = order.items[0]?.vdp?.form?.['text']?.length ?? 0;
      return submitted(order);
    };
    await withApi({ submit }, async ({ send }) => {
      const body = JSON.stringify({ items: [{ ...ITEM, vdp: { form: { text: 'я'.repeat(499_000) } } }] });
      const escaped = body.replaceAll('я', '\\u044f');
      expect([body.length < 1_000_000, escaped.length > 2_990_000]).toEqual([true, true]);
      expect((await send('PUT', put, escaped)).status).toBe(201);
      expect(characters).toBe(499_000);
    });
  });

  it('that is nested too deep, or has too many values, is refused by an issue', async () => {
    await withApi({}, async ({ send }) => {
      const deep = `{"items":[{"itemId":"a","templateName":"b","vdp":{"data":${'['.repeat(200)}${']'.repeat(200)}}}]}`;
      expect(await issuesOf(await send('PUT', put, deep))).toEqual([
        { path: '', message: 'nested deeper than 100 levels' },
      ]);
      const values = `{"items":[{"itemId":"a","templateName":"b","vdp":{"data":[${many(60_000, '1')}]}}]}`;
      expect(await issuesOf(await send('PUT', put, values))).toEqual([{ path: '', message: 'more than 50000 values' }]);
    });
  });

  it('is taken by content types as they are spelt in the wild, and refused by others', async () => {
    await withApi({ submit: submitted }, async ({ send }) => {
      const body = JSON.stringify(ORDER);
      const status = async (type: string, text: string | Buffer = body) =>
        (await send('PUT', put, text, { 'content-type': type })).status;
      for (const type of spellings('application/json')) expect([type, await status(type)]).toEqual([type, 201]);
      expect(await status('application/json', `\ufeff${body}`)).toBe(201);
      for (const type of refusedTypes('application/json')) expect([type, await status(type)]).toEqual([type, 415]);
      expect(await status('application/json', Buffer.from('{"items":"\xff"}', 'latin1'))).toBe(400);
      const zipped = await send('PUT', put, gzipSync(body), { 'content-encoding': 'gzip' });
      expect(zipped.status).toBe(201);
      const bomb = await send('PUT', put, gzipSync(Buffer.alloc(50_000_000, 0x20)), { 'content-encoding': 'gzip' });
      expect(bomb.status).toBe(413);
    });
  });

  it('is decided about by a body that is read: one of another type is refused, not left unread', async () => {
    await withApi({}, async ({ send }) => {
      for (const action of ['retry', 'adopt', 'approve', 'abandon'])
        expect(
          (await send('POST', `/v1/orders/1/items/mug/${action}`, '{"generation":1}', { 'content-type': 'text/plain' }))
            .status,
        ).toBe(415);
      expect((await send('POST', '/v1/orders/1/check', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    });
  });
});

describe('a slow sender', () => {
  it('of many bodies at once is told to come again when they are 64 MB', async () => {
    await withApi({ submit: submitted }, async ({ url, send }) => {
      const headers = {
        authorization: `Bearer ${KEY}`,
        'content-type': 'application/json',
        'content-length': 3_000_000,
      };
      const slow = Array.from({ length: 21 }, () => {
        const request = http.request(`${url}/v1/orders/1`, { method: 'PUT', headers });
        request.on('error', () => undefined).write('{');
        return request;
      });
      const large = JSON.stringify({ ...ORDER, note: 'x'.repeat(2_500_000) });
      const refused = await until('a refusal', async () => {
        const answer = await send('PUT', '/v1/orders/1', large);
        return answer.status === 429 && answer;
      });
      expect(refused.headers.get('retry-after')).toBe('5');
      expect((await send('PUT', '/v1/orders/1', JSON.stringify(ORDER))).status).toBe(201);
      expect((await send('PUT', '/v1/orders/1', large, { authorization: `Bearer ${OTHER}` })).status).toBe(422);
      for (const request of slow) request.destroy();
    });
  });

  it('leaves Temporal its whole time', async () => {
    const began: number[] = [];
    const within = <T>(_ms: number, work: () => Promise<T>) => {
      began.push(performance.now());
      return work();
    };
    await withApi(
      { submit: submitted },
      async ({ url }) => {
        const body = JSON.stringify(ORDER);
        const headers = {
          authorization: `Bearer ${KEY}`,
          'content-type': 'application/json',
          'content-length': body.length,
        };
        const request = http.request(`${url}/v1/orders/1`, { method: 'PUT', headers });
        const answered = once(request, 'response');
        request.write(body.slice(0, 5));
        await sleep(300);
        const sent = performance.now();
        request.end(body.slice(5));
        await answered;
        expect(began.at(-1)).toBeGreaterThanOrEqual(sent);
      },
      { within },
    );
  });
});

describe('a batch', () => {
  const ndjson = { 'content-type': 'application/x-ndjson' };
  const line = (n: number, rest: object = {}) => `${JSON.stringify({ orderId: `o${n}`, ...ORDER, ...rest })}\n`;
  const lines = (count: number) => Array.from({ length: count }, (_, n) => line(n)).join('');
  type Answer = { line: number; status: number; problem?: { detail: string; type: string } };
  const answersOf = (text: string) =>
    text
      .split('\n')
      .filter(Boolean)
      .map((one) => JSON.parse(one) as Answer);

  /** A batch that is sent piece by piece; `answers` are those that have come. */
  function stream(url: string) {
    const request = http.request(`${url}/v1/orders`, {
      method: 'POST',
      headers: { authorization: `Bearer ${KEY}`, ...ndjson },
    });
    let text = '';
    let response: http.IncomingMessage | undefined;
    request.on('response', (incoming) => {
      response = incoming;
      incoming.setEncoding('utf8').on('data', (data: string) => (text += data));
    });
    request.on('error', () => undefined);
    return { request, answers: () => answersOf(text.slice(0, text.lastIndexOf('\n') + 1)), response: () => response };
  }

  it('is read as it comes, and answered while it does', async () => {
    await withApi({ submit: submitted }, async ({ url }) => {
      const { request, answers, response } = stream(url);
      request.write(lines(25));
      await until('answers', () => answers().length >= 16);
      request.end(line(25));
      await until('the end', () => response()?.complete);
      expect(answers().map(({ line, status }) => [line, status])).toEqual(
        Array.from({ length: 26 }, (_, n) => [n + 1, 201]),
      );
    });
  });

  it('of a client that sends everything before it reads is answered all the same', async () => {
    await withApi({ submit: submitted }, async ({ url }) => {
      const { port } = new URL(url);
      const socket = connect(Number(port), '127.0.0.1');
      const body = Array.from({ length: 1_000 }, (_, n) =>
        line(n, { orderUrl: `https://shop.example/${'x'.repeat(900)}` }),
      ).join('');
      const head = ['POST /v1/orders HTTP/1.1', 'Host: x', 'Connection: close', `Authorization: Bearer ${KEY}`];
      socket.pause();
      socket.write(
        `${[...head, 'Content-Type: application/x-ndjson', `Content-Length: ${body.length}`].join('\r\n')}\r\n\r\n`,
      );
      await new Promise((resolve) => socket.write(body, resolve));
      expect((await text(socket)).match(/"status":201/g)).toHaveLength(1_000);
    });
  });

  it('is not read further than its answers are', async () => {
    let orders = 0;
    const submit: Submit = async (order) => {
      orders += 1;
      const { view, ...rest } = await submitted(order);
      return { ...rest, view: { ...view, links: { webUi: 'x'.repeat(1_000_000) } } };
    };
    await withApi({ submit }, async ({ url }) => {
      const { request, answers, response } = stream(url);
      request.once('response', (incoming) => incoming.pause());
      request.end(lines(200));
      await until('the first', () => orders > 0);
      let before = -1;
      // Until two moments apart it is the same: the sockets' buffers are full.
      await until('it to stand still', async () => {
        if (before === orders) return true;
        before = orders;
        await sleep(300);
        return false;
      });
      expect(orders).toBeLessThan(60);
      response()?.resume();
      await until('the end', () => response()?.complete);
      expect(answers()).toHaveLength(200);
    });
  });

  it('has a thousand lines at the most: what follows is not read, and told so', async () => {
    await withApi({ submit: submitted }, async ({ send }) => {
      const text = await (await send('POST', '/v1/orders', lines(1_500), ndjson)).text();
      const answers = answersOf(text);
      expect([answers.length, answers[999]?.status, answers[1_000]]).toEqual([
        1_001,
        201,
        expect.objectContaining({ line: 1_001, status: 413 }),
      ]);
      const ends = await send('POST', '/v1/orders', gzipSync(Buffer.alloc(1_000_000, '\n')), {
        ...ndjson,
        'content-encoding': 'gzip',
      });
      expect(ends.status).toBe(413);
    });
  });

  it('that is not read to its end leaves the connection good for the next request', async () => {
    await withApi({ submit: submitted }, async ({ url }) => {
      const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
      const post = (body: Buffer, headers: Record<string, string> = {}) =>
        new Promise<[number | undefined, boolean]>((resolve, reject) => {
          const request = http.request(`${url}/v1/orders`, {
            agent,
            method: 'POST',
            headers: { authorization: `Bearer ${KEY}`, ...ndjson, ...headers, 'content-length': body.length },
          });
          request.once('response', (response) =>
            response.resume().once('end', () => resolve([response.statusCode, request.reusedSocket])),
          );
          request.once('error', reject).end(body);
        });
      const ends = Buffer.alloc(2_000_000, '\n');
      expect(await post(ends)).toEqual([413, false]);
      expect(await post(gzipSync(Buffer.from(lines(1_500)), { level: 0 }), { 'content-encoding': 'gzip' })).toEqual([
        200,
        true,
      ]);
      expect(await post(Buffer.from(lines(1)))).toEqual([200, true]);
      agent.destroy();
    });
  });

  it('has lines as long as an order, and goes on after one that is longer', async () => {
    await withApi({ submit: submitted }, async ({ send }) => {
      const long = line(1, { note: 'x'.repeat(20_000_000) });
      const large = line(2, { note: 'x'.repeat(1_500_000) });
      const text = await (await send('POST', '/v1/orders', line(0) + long + large + line(3), ndjson)).text();
      expect(answersOf(text).map(({ line, status }) => [line, status])).toEqual([
        [1, 201],
        [2, 413],
        [3, 422],
        [4, 201],
      ]);
      expect(text).toContain('bytes of JSON; at most 1000000');
    });
  });

  it('that cannot be read to its end is answered as far as it can be', async () => {
    await withApi({ submit: submitted }, async ({ send }) => {
      const zipped = gzipSync(lines(300));
      const cut = zipped.subarray(0, zipped.length - 200);
      const gzip = { ...ndjson, 'content-encoding': 'gzip' };
      const text = await (await send('POST', '/v1/orders', cut, gzip)).text();
      expect(answersOf(text).at(-1)).toMatchObject({ status: 400 });
      expect((await send('POST', '/v1/orders', Buffer.from('no gzip'), gzip)).status).toBe(400);
      expect((await send('POST', '/v1/orders', lines(1), { ...ndjson, 'content-encoding': 'zip' })).status).toBe(415);
      const status = async (type: string) =>
        (await send('POST', '/v1/orders', lines(1), { 'content-type': type })).status;
      for (const type of spellings('application/x-ndjson')) expect([type, await status(type)]).toEqual([type, 200]);
      for (const type of refusedTypes('application/x-ndjson')) expect([type, await status(type)]).toEqual([type, 415]);
      expect(answersOf(await (await send('POST', '/v1/orders', `\ufeff${lines(1)}`, ndjson)).text())[0]?.status).toBe(
        201,
      );
      expect((await send('POST', '/v1/orders', '\r\n \r\n', ndjson)).status).toBe(422);
    });
  });

  it('counts by its lines against the rate of its key', async () => {
    await withApi(
      { submit: submitted },
      async ({ send }) => {
        const statuses = async (count: number) =>
          answersOf(await (await send('POST', '/v1/orders', lines(count), ndjson)).text()).map(({ status }) => status);
        expect(await statuses(15)).toEqual(Array(15).fill(201));
        expect(await statuses(10)).toEqual([...Array<number>(5).fill(201), ...Array<number>(5).fill(429)]);
        expect((await send('POST', '/v1/orders', lines(1), ndjson)).status).toBe(429);
        expect(
          (await send('POST', '/v1/orders', lines(1), { ...ndjson, authorization: `Bearer ${OTHER}` })).status,
        ).toBe(200);
      },
      { rate: 20 },
    );
  });

  it('is one of two at once for its key', async () => {
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    const submit: Submit = (order) => released.then(() => submitted(order));
    await withApi({ submit }, async ({ url, send }) => {
      const streams = [stream(url), stream(url)];
      for (const { request } of streams) request.end(lines(1));
      const third = await until('a refusal', async () => {
        const answer = await send('POST', '/v1/orders', '\n', ndjson);
        return answer.status === 429 && answer;
      });
      expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await send('POST', '/v1/orders', '\n', { ...ndjson, authorization: `Bearer ${OTHER}` })).status).toBe(
        422,
      );
      release();
      for (const { response } of streams) await until('the end', () => response()?.complete);
      expect((await send('POST', '/v1/orders', lines(1), ndjson)).status).toBe(200);
    });
  });

  it('ends early when the server stops, and says nothing of the lines that it has not read', async () => {
    const stop = new AbortController();
    await withApi(
      { submit: submitted },
      async ({ url }) => {
        const { request, answers, response } = stream(url);
        request.write(lines(25));
        await until('answers', () => answers().length >= 16);
        stop.abort();
        request.write(line(25));
        await until('the end', () => response()?.complete);
        expect(answers()).toHaveLength(26);
        request.destroy();
      },
      { stopping: stop.signal },
    );
  });
});

describe('waiting', () => {
  const view = (state: OrderView['state']): OrderView => ({
    ...openingView({ orderId: '1', shop: 'north', items: [ITEM] }, new Date(0)),
    state,
  });
  /** A client whose order ends when a test says so. */
  function waiting() {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    const calls = { wait: 0, get: 0, open: 0 };
    const client: Partial<ProductionClient> = {
      async wait(_orderId, { signal } = {}) {
        calls.wait += 1;
        calls.open += 1;
        const gone = new Promise<never>((_resolve, reject) =>
          signal?.addEventListener('abort', () => reject(new Error('given up'))),
        );
        try {
          await Promise.race([ended, gone]);
        } finally {
          calls.open -= 1;
        }
        return view('produced');
      },
      get() {
        calls.get += 1;
        return sleep(50).then(() => view('running'));
      },
    };
    return { client, calls, end };
  }
  const stateOf = async (answer: Response) => ((await answer.json()) as OrderView).state;

  it('is shared: fifty who wait for an order ask Temporal once', async () => {
    const { client, calls, end } = waiting();
    await withApi(client, async ({ send }) => {
      const answers = Array.from({ length: 50 }, () => send('GET', '/v1/orders/1?wait=30s'));
      const refused = await until('a refusal', async () => {
        const answer = await send('GET', '/v1/orders/2?wait=1s');
        return answer.status === 429 && answer;
      });
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await send('GET', '/v1/orders/2')).status).toBe(200);
      end();
      expect(new Set(await Promise.all((await Promise.all(answers)).map(stateOf)))).toEqual(new Set(['produced']));
      // One for the order that they wait for, and those of the probes.
      expect(calls.wait).toBeLessThan(20);
      expect(calls.open).toBe(0);
    });
  });

  it('that comes to nothing is answered with the order as it stands, by one question for all', async () => {
    const { client, calls } = waiting();
    await withApi(client, async ({ send }) => {
      const answers = await Promise.all(Array.from({ length: 20 }, () => send('GET', '/v1/orders/1?wait=1s')));
      expect(new Set(await Promise.all(answers.map(stateOf)))).toEqual(new Set(['running']));
      expect([calls.wait, calls.open]).toEqual([1, 0]);
      expect(calls.get).toBeLessThan(5);
    });
  });

  it('is answered as it stands when the server stops', async () => {
    const { client, calls } = waiting();
    const stop = new AbortController();
    await withApi(
      client,
      async ({ send }) => {
        const answer = send('GET', '/v1/orders/1?wait=60s');
        await until('the question', () => calls.open === 1);
        stop.abort();
        expect(await stateOf(await answer)).toBe('running');
      },
      { stopping: stop.signal },
    );
  });

  it('asks nothing any more when all have gone', async () => {
    const { client, calls } = waiting();
    await withApi(client, async ({ url }) => {
      const gone = new AbortController();
      const answers = Array.from({ length: 3 }, () =>
        fetch(`${url}/v1/orders/1?wait=60s`, {
          headers: { authorization: `Bearer ${KEY}` },
          signal: gone.signal,
        }).catch(() => undefined),
      );
      await until('the question', () => calls.open === 1);
      gone.abort();
      await Promise.all(answers);
      await until('its end', () => calls.open === 0);
      expect(calls.get).toBe(0);
    });
  });

  it('does not call it a missing worker where Temporal itself does not answer', async () => {
    const client = { get: () => Promise.reject(new NoWorkerError('1')) };
    const typeOf = async (answer: Response) => [answer.status, ((await answer.json()) as { type: string }).type];
    await withApi(client, async ({ send }) => {
      expect(await typeOf(await send('GET', '/v1/orders/1'))).toEqual([503, 'urn:printess-production:no-worker']);
    });
    const temporal = () => Promise.reject(new Error('frozen'));
    await withApi(
      client,
      async ({ send }) => {
        expect(await typeOf(await send('GET', '/v1/orders/1'))).toEqual([503, 'urn:printess-production:temporal-away']);
      },
      { temporal },
    );
  });
});

describe('wrong keys', () => {
  it('are limited by address and counted, and a right one is let in all the same', async () => {
    const registry = new Registry();
    await withApi(
      { get: () => Promise.resolve(openingView({ orderId: '1', shop: 'north', items: [ITEM] }, new Date())) },
      async ({ send }) => {
        const guess = async (n: number, headers = {}) =>
          (await send('GET', '/v1/orders/1', undefined, { authorization: `Bearer guess-${n}`, ...headers })).status;
        const statuses = [];
        for (let n = 0; n < 30; n++) statuses.push(await guess(n));
        expect(statuses).toEqual([...Array<number>(10).fill(401), ...Array<number>(20).fill(429)]);
        expect((await send('GET', '/v1/orders/1')).status).toBe(200);
        // The header says nothing where no proxy is declared.
        expect(await guess(31, { 'x-forwarded-for': '203.0.113.7' })).toBe(429);
      },
      { rate: 100, keyRefused: createRefusedKeys(registry, pino({ level: 'silent' })) },
    );
    expect(await registry.metrics()).toContain('printess_orders_api_refused_keys_total 31');
  });

  it('are counted by the address that a declared proxy tells', async () => {
    await withApi(
      {},
      async ({ send }) => {
        const guess = async (from: string) =>
          (await send('GET', '/v1/orders/1', undefined, { authorization: 'Bearer x', 'x-forwarded-for': from })).status;
        for (let n = 0; n < 10; n++) await guess('203.0.113.7');
        expect(await guess('203.0.113.7')).toBe(429);
        expect(await guess('198.51.100.1, 203.0.113.7')).toBe(429);
        expect(await guess('203.0.113.8')).toBe(401);
      },
      { rate: 100, proxyHops: 1 },
    );
  });
});
