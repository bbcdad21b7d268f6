import http from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { measure } from '../support/measure.js';
import { until } from '../support/until.js';
import {
  callback,
  callbackPath,
  deliver,
  NORTH,
  SOUTH,
  startDoors,
  type Doors,
  type DoorsWorld,
} from '../support/with-doors.js';

// What a shop's program, or one that wants to be, can send to the orders API.

let world: DoorsWorld;
let server: Doors;
beforeAll(async () => {
  world = await startDoors();
  server = await world.startServer({ ORDERS_API_RATE: '100000' });
  await send('PUT', '/v1/orders/warm-up', '{}');
});
afterAll(() => world.close());

const send = (
  method: string,
  path: string,
  body?: string | Buffer,
  headers: Record<string, string> = {},
  at: Doors = server,
) =>
  fetch(at.ordersUrl + path, {
    method,
    headers: { authorization: `Bearer ${NORTH}`, 'content-type': 'application/json', ...headers },
    ...(body !== undefined && { body }),
  });
const ndjson = { 'content-type': 'application/x-ndjson' };
const ORDER = { items: [{ itemId: 'mug', templateName: 'poster' }] };
const line = (orderId: string, rest: object = {}) => `${JSON.stringify({ orderId, ...ORDER, ...rest })}\n`;
const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const began = performance.now();
  return [await work(), performance.now() - began];
};

describe('an order', () => {
  it('with 300,000 issues is refused at once, by a hundred of them at the most', async () => {
    const bodies = {
      'a PUT of 600 kB with 300,000 numbers for items': `{"items":[${Array(300_000).fill('1').join()}]}`,
      'a PUT of 600 kB with 300,000 numbers for records': `{"items":[{"itemId":"a","templateName":"b","vdp":{"records":[${Array(300_000).fill('1').join()}]}}]}`,
      'a PUT with as many wrong values as are read': `{"items":[{"itemId":"a","templateName":"b","vdp":{"form":{${Array.from({ length: 49_000 }, (_, n) => `"k${n}":1`).join()}}}}]}`,
    };
    for (const [row, body] of Object.entries(bodies)) {
      const { answer, memory, pause } = await measure(row, server, () => send('PUT', '/v1/orders/1', body));
      const { issues } = (await answer.json()) as { issues: unknown[] };
      expect([answer.status, issues.length > 0, issues.length <= 100]).toEqual([422, true, true]);
      // A third of a second where nothing else runs on the machine.
      expect(pause).toBeLessThan(3_000);
      expect(memory ?? 0).toBeLessThan(100);
    }
  });

  it('with a cursor that anybody could make meets no Temporal; one of a page is good at every process', async () => {
    const second = await world.startServer();
    for (let n = 0; n < 3; n++) await world.startOrder();
    type Page = { orders: { orderId: string }[]; cursor?: string };
    const page = async (query: string, at: Doors) =>
      (await (await send('GET', `/v1/orders?${query}`, undefined, {}, at)).json()) as Page;
    const first = await until('a page', async () => {
      const seen = await page('limit=1', server);
      return seen.cursor !== undefined && seen;
    });
    const next = await page(`limit=1&cursor=${first.cursor ?? ''}`, second);
    expect(next.orders).toHaveLength(1);
    expect(next.orders[0]?.orderId).not.toBe(first.orders[0]?.orderId);

    const token = Buffer.from(first.cursor ?? '', 'base64url').subarray(16);
    const forged = [Buffer.alloc(60, 7), Buffer.concat([Buffer.alloc(16), token]), token, Buffer.alloc(1_500, 1)];
    const { pause } = await measure('forged cursors', server, async () => {
      for (const bytes of forged) {
        const [answer, took] = await timed(() => send('GET', `/v1/orders?cursor=${bytes.toString('base64url')}`));
        expect([answer.status, took < 1_000]).toEqual([404, true]);
      }
      // Another shop's, or another list's, is none of ours.
      const cursor = `cursor=${first.cursor ?? ''}`;
      expect((await send('GET', `/v1/orders?${cursor}`, undefined, { authorization: `Bearer ${SOUTH}` })).status).toBe(
        404,
      );
      expect((await send('GET', `/v1/orders?state=running&${cursor}`)).status).toBe(404);
    });
    expect(pause).toBeLessThan(1_000);
    await second.process.end('SIGTERM');
  });
});

describe('a batch', () => {
  it('with a line of 20 MB is answered in its line, and goes on', async () => {
    const body = `${line('b-1')}${line('b-2', { note: 'x'.repeat(20_000_000) })}${line('b-3')}`;
    const { answer, memory, pause } = await measure('a line of 20 MB', server, async () => {
      const response = await send('POST', '/v1/orders', body, ndjson);
      return (await response.text())
        .trim()
        .split('\n')
        .map((one) => (JSON.parse(one) as { status: number }).status);
    });
    expect(answer).toEqual([201, 413, 201]);
    expect(pause).toBeLessThan(1_000);
    expect(memory ?? 0).toBeLessThan(100);
  });

  it('of a million line ends, or of endless ones, in a few kB of gzip is refused', async () => {
    for (const count of [1_000_000, 300_000_000]) {
      const zipped = gzipSync(Buffer.alloc(count, '\n'));
      const row = `${zipped.length} bytes of gzip that are ${count} line ends`;
      const { answer, memory, pause } = await measure(row, server, () =>
        send('POST', '/v1/orders', zipped, { ...ndjson, 'content-encoding': 'gzip' }),
      );
      expect(answer.status).toBe(413);
      expect(pause).toBeLessThan(1_000);
      expect(memory ?? 0).toBeLessThan(100);
    }
  });

  it('of zipped lines without end takes the memory of a few lines', async () => {
    const zipped = gzipSync(line('z', { note: 'x'.repeat(3_000_000) }).repeat(40));
    // What has been cut while this was made is seen now.
    await sleep(200);
    const { answer, memory, pause } = await measure(
      `${zipped.length} bytes of gzip that are 40 lines of 3 MB`,
      server,
      async () => {
        const response = await send('POST', '/v1/orders', zipped, { ...ndjson, 'content-encoding': 'gzip' });
        return (await response.text()).trim().split('\n');
      },
    );
    expect(answer).toHaveLength(40);
    expect(pause).toBeLessThan(1_000);
    expect(memory ?? 0).toBeLessThan(150);
  });

  it('of a thousand orders is taken while another shop goes on', async () => {
    const body = Array.from({ length: 1_100 }, (_, n) => line(`t-${n}`)).join('');
    const { answer, pause } = await measure('a batch of 1,100 orders', server, async () => {
      const batch = send('POST', '/v1/orders', body, ndjson).then((response) => response.text());
      const [south, took] = await timed(() =>
        send('GET', '/v1/orders?limit=1', undefined, { authorization: `Bearer ${SOUTH}` }),
      );
      expect([south.status, took < 5_000]).toEqual([200, true]);
      return (await batch)
        .trim()
        .split('\n')
        .map((one) => (JSON.parse(one) as { status: number }).status);
    });
    expect(answer).toEqual([...Array<number>(1_000).fill(201), 413]);
    expect(pause).toBeLessThan(5_000);
  });
});

describe('waiting', () => {
  it('is for fifty of a key at once: the others are told when to come again, and other shops go on', async () => {
    const orderId = await world.startOrder();
    const gone = new AbortController();
    const statuses: number[] = [];
    const { pause } = await measure('1,000 GET …?wait=60s', server, async () => {
      const waits = Array.from({ length: 1_000 }, () =>
        fetch(`${server.ordersUrl}/v1/orders/${orderId}?wait=60s`, {
          headers: { authorization: `Bearer ${NORTH}` },
          signal: gone.signal,
        }).then(
          ({ status, headers }) => {
            expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
            statuses.push(status);
          },
          () => undefined,
        ),
      );
      await until('the refusals', () => statuses.length >= 950);
      for (let n = 0; n < 20; n++) {
        const [south, took] = await timed(() =>
          send('GET', '/v1/orders?limit=1', undefined, { authorization: `Bearer ${SOUTH}` }),
        );
        expect([south.status, took < 5_000]).toEqual([200, true]);
      }
      gone.abort();
      await Promise.all(waits);
    });
    expect(statuses).toEqual(Array<number>(950).fill(429));
    expect(pause).toBeLessThan(5_000);
    await until('room again', async () => {
      const answer = await send('GET', `/v1/orders/${orderId}?wait=1s`);
      await answer.text();
      return answer.status !== 429;
    });
  });

  it('for a Temporal that is frozen ends within the wait and 12 seconds, and is not called a missing worker', async () => {
    const orderId = await world.startOrder();
    const { pid } = world.temporal;
    process.kill(pid, 'SIGSTOP');
    try {
      const typeOf = async (answer: Response) => ((await answer.json()) as { type: string }).type;
      const { answer: answers } = await measure('Temporal frozen', server, () =>
        Promise.all([
          timed(() => send('GET', `/v1/orders/${orderId}?wait=5s`)),
          timed(() => send('GET', `/v1/orders/${orderId}`)),
          timed(() => send('PUT', `/v1/orders/${orderId}-new`, JSON.stringify(ORDER))),
          timed(() => send('POST', `/v1/orders/${orderId}/items/i0/abandon`, '{"reason":"r"}')),
          timed(() => send('GET', '/v1/orders')),
        ]),
      );
      const [status, took] = await timed(() => deliver(server.callbackUrl + callbackPath(orderId), callback()));
      expect([status, took < 5_500]).toEqual([503, true]);
      process.stdout.write(`  a callback is told ${status} after ${(took / 1_000).toFixed(1)} s\n`);
      const figures = answers.map(([, took]) => `${(took / 1_000).toFixed(1)} s`);
      process.stdout.write(`  answered after ${figures.join(', ')} (?wait=5s first)\n`);
      for (const [answer] of answers) {
        expect(answer.status).toBe(503);
        expect(await typeOf(answer)).toBe('urn:printess-production:temporal-away');
      }
      expect(answers[0][1]).toBeLessThan(17_500);
      for (const [, took] of answers.slice(1)) expect(took).toBeLessThan(12_500);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  });
});

describe('wrong keys', () => {
  it('are limited by address, counted, and told to the log without the key', async () => {
    const guessed = await world.startServer({ ORDERS_API_RATE: '600' });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
    const guess = (n: number) =>
      new Promise<number>((resolve, reject) => {
        http
          .get(
            `${guessed.ordersUrl}/v1/orders/1`,
            { agent, headers: { authorization: `Bearer secret-guess-${n}` } },
            (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)),
          )
          .once('error', reject);
      });
    const [{ answer: statuses, pause }, took] = await timed(() =>
      measure('12,000 guesses of API keys', guessed, () =>
        Promise.all(Array.from({ length: 12_000 }, (_, n) => guess(n))),
      ),
    );
    agent.destroy();
    const count = (status: number) => statuses.filter((one) => one === status).length;
    process.stdout.write(`  ${count(401)} times 401, ${count(429)} times 429 within ${(took / 1_000).toFixed(1)} s\n`);
    // A minute may end in between.
    expect(count(401)).toBeLessThanOrEqual(120 + Math.floor(took / 60_000) * 60);
    expect(count(401) + count(429)).toBe(12_000);
    expect(pause).toBeLessThan(5_000);
    expect((await send('GET', '/v1/orders', undefined, {}, guessed)).status).toBe(200);
    const metrics = await (await fetch(`${guessed.opsUrl}/metrics`)).text();
    expect(metrics).toContain('printess_orders_api_refused_keys_total 12000');
    const log = guessed.process.stderr();
    expect(log.match(/wrong key/g)?.length).toBeGreaterThan(0);
    expect(log.match(/wrong key/g)?.length).toBeLessThan(30);
    expect(log).not.toContain('secret-guess');
    await guessed.process.end('SIGTERM');
  });
});
