import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { measure } from '../support/measure.js';
import {
  callback,
  callbackPath,
  deliver,
  file,
  startDoors,
  type Doors,
  type DoorsWorld,
} from '../support/with-doors.js';

// What anybody who has seen one callback URL can send to it.

let world: DoorsWorld;
let server: Doors;
beforeAll(async () => {
  world = await startDoors();
  server = await world.startServer();
  await deliver(server.callbackUrl + callbackPath('warm-up'), callback());
});
afterAll(() => world.close());

/** No one request holds the process for a second; a crowd on a busy machine has more of them in between. */
const A_CROWD_MS = 5_000;

const send = (body: string | Buffer, orderId: string, itemId?: string, headers?: Record<string, string>) =>
  deliver(server.callbackUrl + callbackPath(orderId, itemId), body, headers);
const empties = (count: number) => `[${'{},'.repeat(count - 1)}{}]`;

describe('a callback', () => {
  it('of a million empty objects where pictures are expected stalls nothing, and takes no memory', async () => {
    const orderId = await world.startOrder();
    const hostile = `{"jobId":"j","isFailure":false,"result":{"p":${empties(1_000_000)}}}`;
    const { answer, memory, pause } = await measure('a callback of a million empty objects, 3 MB', server, () =>
      send(hostile, orderId),
    );
    expect(answer).toBe(413);
    expect(pause).toBeLessThan(1_000);
    expect(memory ?? 0).toBeLessThan(100);

    const allowed = `{"jobId":"j","isFailure":false,"result":{"p":${empties(333_000)}}}`;
    const small = await measure('the same of 999 kB', server, () => send(allowed, orderId));
    expect(small.answer).toBe(200);
    expect(small.pause).toBeLessThan(1_000);
    expect(small.memory ?? 0).toBeLessThan(100);
    expect(await world.reports(orderId)).toEqual([{ itemId: 'i0', generation: 1 }]);
  });

  it('that is zipped is not inflated', async () => {
    const orderId = await world.startOrder();
    const gzip = { 'content-encoding': 'gzip' };
    const bomb = gzipSync(Buffer.alloc(4_000_000, '{},'));
    const { answer, pause, memory } = await measure(`a callback of ${bomb.length} bytes of gzip`, server, () =>
      send(bomb, orderId, 'i0', gzip),
    );
    expect(answer).toBe(415);
    expect(pause).toBeLessThan(1_000);
    expect(memory ?? 0).toBeLessThan(100);
    expect(await world.reports(orderId)).toEqual([]);
  });

  it('whose zip has a URL without end, or one that programs read differently, brings no files and a status check', async () => {
    const urls = [
      `https://files.printess.com/${'x'.repeat(900_000)}`,
      'https://printess.com\\@evil.example/x',
      'https://printess.com\t.evil.example/x',
      'https://files.printess.com\r\nX: y/x',
      'https://user@files.printess.com/x',
      'https://printess.com／evil.example/x',
      'https://evil.example/x',
    ];
    const orderId = await world.startOrder(urls.length);
    const { pause } = await measure('callbacks with seven hostile URLs', server, async () => {
      for (const [n, url] of urls.entries()) expect(await send(callback({ zip: url }), orderId, `i${n}`)).toBe(200);
    });
    expect(pause).toBeLessThan(1_000);
    expect(await world.reports(orderId)).toEqual(urls.map((_, n) => ({ itemId: `i${n}`, generation: 1 })));
  });

  it('brings names that can be saved, URLs as they are parsed, and documents whatever they are called', async () => {
    const orderId = await world.startOrder();
    const named = `{"r":{"__proto__":"https://ＦＩＬＥＳ.printess.com/a","cover":"${file('b')}"},"d":{"__proto__":"../../etc/cron.d/x"}}`;
    expect(await send(`{"jobId":"j","isFailure":false,"result":${named}}`, orderId)).toBe(200);
    const [report] = await world.reports(orderId);
    expect(report?.outcome).toMatchObject({
      files: [
        { document: '__proto__', url: 'https://files.printess.com/a', name: 'x' },
        { document: 'cover', url: file('b'), name: 'b.pdf' },
      ],
    });
  });

  it('under any token but its own meets one and the same answer', async () => {
    const path = callbackPath(await world.startOrder());
    const [, token = ''] = /([^/]+)$/.exec(path) ?? [];
    const changed = fc
      .tuple(fc.nat(token.length - 1), fc.constantFrom('A', 'Z', 'a', 'z', '0', '9', '-', '_', '.', '%'))
      .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1))
      .filter((one) => one !== token);
    const other = fc.stringMatching(/^[A-Za-z0-9._-]{1,200}$/);
    const { pause } = await measure('1,000 tokens that are none', server, () =>
      fc.assert(
        fc.asyncProperty(fc.oneof(changed, other), async (one) => {
          const answer = await fetch(`${server.callbackUrl}/callbacks/printess/${one}`, { method: 'POST', body: '{' });
          expect([answer.status, await answer.text()]).toEqual([404, '']);
        }),
        { numRuns: 1_000 },
      ),
    );
    expect(pause).toBeLessThan(1_000);
  });
});

describe('a flood of callbacks', () => {
  it('for one item becomes five signals a process at the most, also where it comes at once', async () => {
    const second = await world.startServer();
    const orderId = await world.startOrder(2);
    const bodies = Array.from({ length: 500 }, (_, n) => callback(undefined, { meta: String(n) }));
    const { answer } = await measure('500 callbacks at once for an item', server, () =>
      Promise.all(bodies.map((body) => send(body, orderId))),
    );
    expect(new Set(answer)).toEqual(new Set([200]));
    expect((await world.reports(orderId)).length).toBeLessThanOrEqual(5);

    const statuses = await Promise.all(
      bodies.map((body, n) => deliver((n % 2 ? server : second).callbackUrl + callbackPath(orderId, 'i1'), body)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const reports = (await world.reports(orderId)).filter(({ itemId }) => itemId === 'i1');
    expect(reports.length).toBeLessThanOrEqual(10);
    await second.process.end('SIGTERM');
  });

  it('of 1.85 MB each is refused, and the order lives', async () => {
    const orderId = await world.startOrder();
    const large = callback({ r: { a: file('x'.repeat(1_850_000)) } });
    const { answer, pause, memory } = await measure('60 callbacks of 1.85 MB at once', server, () =>
      Promise.all(Array.from({ length: 60 }, () => send(large, orderId))),
    );
    expect(new Set(answer)).toEqual(new Set([413]));
    expect(pause).toBeLessThan(A_CROWD_MS);
    expect(memory ?? 0).toBeLessThan(200);
    expect(await world.reports(orderId)).toEqual([]);
  });

  it('that is honest, 425 kB for each of 95 items, leaves the order alive with an outcome for each', async () => {
    const second = await world.startServer();
    const orderId = await world.startOrder(95);
    const r = Object.fromEntries(
      Array.from({ length: 5_000 }, (_, n) => [`sheet-${n}`, file(`sheet-${n}-${'0'.repeat(20)}`)]),
    );
    const honest = callback({ r, zip: file('all') });
    expect(honest.length).toBeGreaterThan(400_000);
    const { answer, pause, memory } = await measure(
      `95 callbacks of ${Math.round(honest.length / 1_000)} kB at once`,
      server,
      () =>
        Promise.all(
          Array.from({ length: 95 }, (_, n) =>
            deliver((n % 2 ? server : second).callbackUrl + callbackPath(orderId, `i${n}`), honest),
          ),
        ),
    );
    expect(new Set(answer)).toEqual(new Set([200]));
    expect(pause).toBeLessThan(A_CROWD_MS);
    expect(memory ?? 0).toBeLessThan(300);
    const reports = await world.reports(orderId);
    expect(new Set(reports.map(({ itemId }) => itemId)).size).toBe(95);
    for (const { outcome } of reports)
      expect(outcome).toMatchObject({
        fileCount: 5_000,
        filesOmitted: true,
        filesBytes: expect.any(Number),
        zip: file('all'),
      });
    const { status, raw } = await world.client.workflow.getHandle(`printess-north-${orderId}`).describe();
    expect([status.name, Number(raw.workflowExecutionInfo?.historySizeBytes) < 1_000_000]).toEqual(['RUNNING', true]);
    await second.process.end('SIGTERM');
  });

  it('with lists of 90 kB stays within 2 MB of an order for each process', async () => {
    const orderId = await world.startOrder(60);
    const r = Object.fromEntries(
      Array.from({ length: 700 }, (_, n) => [`sheet-${n}`, file(`sheet-${n}-${'0'.repeat(20)}`)]),
    );
    await measure('60 callbacks of 90 kB at once', server, () =>
      Promise.all(Array.from({ length: 60 }, (_, n) => send(callback({ r }), orderId, `i${n}`))),
    );
    const reports = await world.reports(orderId);
    expect(reports).toHaveLength(60);
    expect(JSON.stringify(reports).length).toBeLessThan(2_100_000);
    for (const { outcome } of reports) expect(outcome).toMatchObject({ fileCount: 700 });
  });
});
