import http from 'node:http';
import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { callbackReportSchema, type CallbackReport } from '../../../src/contract/outcome.js';
import { mintToken } from '../../../src/printess/callback-token.js';
import { createCallbacksApp } from '../../../src/server/callbacks/callbacks-app.js';
import type { Signalled } from '../../../src/server/callbacks/signal-order.js';
import { refusedTypes, spellings } from '../../support/content-types.js';
import { until } from '../../support/until.js';
import { withServer } from '../../support/with-server.js';

const keys = [{ kid: 'k', secret: 's'.repeat(32) }];
const target = { shop: 'default', orderId: '1', itemId: 'a', generation: 1 };
const file = (n: number) => `https://files.printess.com/output/47819_${n}.pdf`;
const body = (rest: object = {}) => ({ jobId: 'j', isFailure: false, result: { r: { preview: file(1) } }, ...rest });

interface Endpoint {
  url: string;
  signals: CallbackReport[];
  post: (json: unknown, token?: string, init?: RequestInit) => Promise<Response>;
}

async function withEndpoint(
  test: (endpoint: Endpoint) => Promise<void>,
  signal: (report: CallbackReport) => Signalled | Promise<Signalled> = () => 'accepted',
): Promise<void> {
  const signals: CallbackReport[] = [];
  const app = createCallbacksApp({
    keys,
    fileHosts: ['.printess.com'],
    answered: () => undefined,
    signal: async (_target, report) => {
      signals.push(report);
      return signal(report);
    },
  });
  await withServer(app, (url) =>
    test({
      url,
      signals,
      post: (json, token = mintToken(keys, target), init = {}) =>
        fetch(`${url}/callbacks/printess/${token}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: typeof json === 'string' ? json : JSON.stringify(json),
          ...init,
        }),
    }),
  );
}

describe('the callback endpoint', () => {
  it('answers 200 once Temporal has the signal, with what the callback says', async () => {
    await withEndpoint(async ({ post, signals }) => {
      expect((await post(body())).status).toBe(200);
      expect(signals).toEqual([
        {
          itemId: 'a',
          generation: 1,
          jobId: 'j',
          outcome: {
            kind: 'succeeded',
            files: [{ document: 'preview', url: file(1), name: '47819_1.pdf' }],
            fileCount: 1,
          },
        },
      ]);
    });
  });

  it('answers every bad token, path and method alike: 404, empty', async () => {
    await withEndpoint(async ({ post, url, signals }) => {
      const token = mintToken(keys, target);
      const other = mintToken([{ kid: 'x', secret: 'x'.repeat(32) }], target);
      const answers = [
        await post(body(), `${token.slice(0, -1)}!`),
        await post(body(), other),
        await post(body(), 'x'),
        await post('{not json', 'x'),
        await post(body(), '%'),
        await post(body(), `%ff${token}`),
        await post(body(), token, { method: 'PUT' }),
        await fetch(`${url}/callbacks/printess/${token}`),
        await fetch(`${url}/CALLBACKS/printess/${token}`, { method: 'POST', body: '{}' }),
        await fetch(`${url}/callbacks/printess/${token}/`, { method: 'POST', body: '{}' }),
        await fetch(`${url}/`),
      ];
      for (const answer of answers) expect([answer.status, await answer.text()]).toEqual([404, '']);
      expect(signals).toEqual([]);
    });
  });

  it('answers a bad token before the body is read', async () => {
    await withEndpoint(async ({ url }) => {
      const { port } = new URL(url);
      const answer = await new Promise<string>((resolve, reject) => {
        const socket = connect(Number(port), '127.0.0.1', () => {
          socket.write('POST /callbacks/printess/x HTTP/1.1\r\nHost: x\r\nContent-Length: 9999999\r\n\r\n{');
        });
        socket.once('data', (data) => resolve(data.toString()));
        socket.once('error', reject);
      });
      expect(answer).toMatch(/^HTTP\/1.1 404 /);
    });
  });

  it.each<[string, RequestInit, number]>([
    ['another content type', { headers: { 'content-type': 'text/plain' } }, 415],
    ['no content type', { headers: {}, body: Buffer.from('{}') }, 415],
    ['another charset', { headers: { 'content-type': 'application/json; charset=utf-16' } }, 415],
    ['a zipped body', { headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' } }, 415],
    ['JSON that is none', { body: '{not json' }, 400],
    ['bytes that are no UTF-8', { body: Buffer.from('{"jobId":"\xff"}', 'latin1') }, 400],
    ['nothing', { body: '' }, 400],
    ['more than 1 MB', { body: JSON.stringify(body({ meta: 'x'.repeat(1_000_001) })) }, 413],
  ])('refuses %s without a signal or a stack', async (_name, init, status) => {
    await withEndpoint(async ({ post, signals }) => {
      const answer = await post('', undefined, init);
      expect([answer.status, await answer.text()]).toEqual([status, '']);
      expect(answer.headers.get('x-powered-by')).toBeNull();
      expect(signals).toEqual([]);
    });
  });

  it('answers 503 with Retry-After where Temporal is away, and forwards the callback when it comes again', async () => {
    let away = true;
    await withEndpoint(
      async ({ post, signals }) => {
        const first = await post(body());
        expect(first.status).toBe(503);
        expect(Number(first.headers.get('retry-after'))).toBeGreaterThan(0);
        away = false;
        expect((await post(body())).status).toBe(200);
        expect(signals).toHaveLength(2);
      },
      () => {
        if (away) throw new Error('14 UNAVAILABLE');
        return 'accepted';
      },
    );
  });

  it('answers 200 for an order that is closed or unknown', async () => {
    await withEndpoint(
      async ({ post }) => expect((await post(body())).status).toBe(200),
      () => 'gone',
    );
  });

  it('forwards no body twice, and no progress', async () => {
    await withEndpoint(async ({ post, signals }) => {
      await post(body());
      await post(body());
      await post({ jobId: 'j', isFinalStatus: false });
      expect(signals).toHaveLength(1);
    });
  });

  it('forwards at most five callbacks an item, two of them kept for final outcomes', async () => {
    await withEndpoint(async ({ post, signals }) => {
      await post({ hello: 1 });
      await post({ hello: 2 });
      expect(signals).toEqual([{ itemId: 'a', generation: 1 }]);
      for (let n = 0; n < 10; n++) expect((await post(body({ meta: String(n) }))).status).toBe(200);
      expect(signals).toHaveLength(5);
    });
  });

  it('forwards at most 2,000 callbacks an order', async () => {
    await withEndpoint(async ({ post, signals }) => {
      for (let n = 0; n < 500; n++) {
        const token = mintToken(keys, { ...target, itemId: `i${n}` });
        await Promise.all([1, 2, 3, 4, 5].map((m) => post(body({ meta: String(m) }), token)));
      }
      expect(signals).toHaveLength(2_000);
    });
  });

  it('asks the order to check the status where its files lie elsewhere', async () => {
    await withEndpoint(async ({ post, signals }) => {
      const elsewhere = body({ result: { r: { preview: 'https://evil.example/x.pdf' } } });
      expect((await post(elsewhere)).status).toBe(200);
      expect(signals).toEqual([{ itemId: 'a', generation: 1 }]);
    });
  });

  it('leaves a list of files out that is longer than 100 kB, and says how long it is', async () => {
    const files = (count: number) => Array.from({ length: count }, (_, n) => ({ document: `page-${n}`, url: file(n) }));
    const callback = (count: number) =>
      body({
        result: { r: Object.fromEntries(files(count).map(({ document, url }) => [document, url])), zip: file(0) },
      });
    await withEndpoint(async ({ post, signals }) => {
      await post(callback(500));
      await post(callback(2_000));
      const [whole, cut] = signals.map(({ outcome }) => outcome);
      expect(whole?.kind === 'succeeded' && whole.files).toHaveLength(500);
      const list = files(2_000).map((one, n) => ({ ...one, name: `47819_${n}.pdf` }));
      expect(cut).toEqual({
        kind: 'succeeded',
        files: [],
        fileCount: 2_000,
        filesOmitted: true,
        filesBytes: JSON.stringify(list).length,
        zip: file(0),
      });
    });
  });

  it('leaves lists out once an order’s reports are 2 MB', async () => {
    const r = Object.fromEntries(Array.from({ length: 900 }, (_, n) => [`page-${n}`, file(n)]));
    await withEndpoint(async ({ post, signals }) => {
      const tokens = Array.from({ length: 40 }, (_, n) => mintToken(keys, { ...target, itemId: `i${n}` }));
      await Promise.all(tokens.map((token) => post(body({ result: { r } }), token)));
      const bytes = signals.map((report) => JSON.stringify(report).length);
      expect(signals).toHaveLength(40);
      expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThan(2_050_000);
      expect(Math.max(...bytes)).toBeGreaterThan(80_000);
      for (const { outcome } of signals) expect(outcome).toMatchObject({ fileCount: 900 });
      // Another order has a budget of its own.
      await post(body({ result: { r } }), mintToken(keys, { ...target, orderId: '2' }));
      expect(signals[40]?.outcome).not.toHaveProperty('filesOmitted');
    });
  });

  it('cuts the list and sends again where Temporal refuses the size', async () => {
    await withEndpoint(
      async ({ post, signals }) => {
        expect((await post(body())).status).toBe(200);
        expect(signals[1]?.outcome).toMatchObject({ files: [], fileCount: 1, filesOmitted: true });
      },
      (report) => (report.outcome?.kind === 'succeeded' && report.outcome.files.length > 0 ? 'too-large' : 'accepted'),
    );
  });

  it('counts what is in flight: of 300 callbacks at once five are forwarded, the same ones share a signal', async () => {
    for (const same of [true, false]) {
      let release: () => void = () => undefined;
      const released = new Promise<void>((resolve) => (release = resolve));
      await withEndpoint(
        async ({ post, signals }) => {
          const answers = Array.from({ length: 300 }, (_, n) => post(body({ meta: same ? '' : String(n) })));
          await until('the signals', () => signals.length >= (same ? 1 : 5));
          release();
          expect(new Set((await Promise.all(answers)).map(({ status }) => status))).toEqual(new Set([200]));
          expect(signals).toHaveLength(same ? 1 : 5);
        },
        () => released.then(() => 'accepted' as const),
      );
    }
  });

  it('acknowledges nothing for a signal that fails: who shares it, or is over the limit meanwhile, is told 503 too', async () => {
    for (const same of [true, false]) {
      let fail: (error: Error) => void = () => undefined;
      const failed = new Promise<never>((_resolve, reject) => (fail = reject));
      failed.catch(() => undefined);
      let away = true;
      await withEndpoint(
        async ({ post, signals }) => {
          const answers = Array.from({ length: 20 }, (_, n) => post(body({ meta: same ? '' : String(n) })));
          await until('the signals', () => signals.length >= (same ? 1 : 5));
          fail(new Error('14 UNAVAILABLE'));
          expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array(20).fill(503));
          away = false;
          // A signal that failed does not count.
          const before = signals.length;
          const again = Array.from({ length: 5 }, (_, n) => post(body({ meta: same ? '' : String(n) })));
          expect((await Promise.all(again)).map(({ status }) => status)).toEqual(Array(5).fill(200));
          expect(signals).toHaveLength(before + (same ? 1 : 5));
        },
        () => (away ? failed : 'accepted'),
      );
    }
  });

  it('takes a content type however it is spelt, and skips a byte order mark', async () => {
    await withEndpoint(async ({ post, signals }) => {
      const status = async (type: string, count = 0) => {
        const text = `\ufeff${JSON.stringify(body({ jobId: `j${count}`, meta: type }))}`;
        return (
          await post(text, mintToken(keys, { ...target, orderId: `order-${count}` }), {
            headers: { 'content-type': type },
          })
        ).status;
      };
      for (const [index, type] of spellings('application/json').entries())
        expect([type, await status(type, index)]).toEqual([type, 200]);
      expect(signals.map(({ jobId }) => jobId)).toEqual(spellings('').map((_type, index) => `j${index}`));
      for (const type of refusedTypes('application/json')) expect([type, await status(type)]).toEqual([type, 415]);
    });
  });

  it.each<[string, string]>([
    [
      'more values than any callback has',
      `{"jobId":"j","isFailure":false,"result":{},"x":[${'{},'.repeat(300_000)}{}]}`,
    ],
    ['lists where pictures are expected', `{"jobId":"j","isFailure":false,"result":{"p":[${'{},'.repeat(40_000)}{}]}}`],
    ['nesting deeper than 100', `{"jobId":"j","isFailure":false,"result":{},"x":${'['.repeat(101)}${']'.repeat(101)}}`],
    [
      'a zip URL without end',
      JSON.stringify(body({ result: { zip: `https://files.printess.com/${'x'.repeat(900_000)}` } })),
    ],
    [
      'a URL that programs read differently',
      JSON.stringify(body({ result: { zip: 'https://files.printess.com\\@evil.example/x' } })),
    ],
  ])('asks the order to check the status where there are %s', async (_name, text) => {
    await withEndpoint(async ({ post, signals }) => {
      expect((await post(text)).status).toBe(200);
      expect(signals).toEqual([{ itemId: 'a', generation: 1 }]);
    });
  });

  it('holds 16 MB of an item’s bodies at once, and those of other items beside them', async () => {
    await withEndpoint(async ({ url, post }) => {
      const slow = Array.from({ length: 16 }, () => {
        const request = http.request(`${url}/callbacks/printess/${mintToken(keys, target)}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'content-length': 1_000_000 },
        });
        request.on('error', () => undefined).write('{');
        return request;
      });
      const refused = await until('a refusal', async () => {
        const answer = await post(body());
        return answer.status === 503 && answer;
      });
      expect(refused.headers.get('retry-after')).toBe('60');
      expect((await post(body(), mintToken(keys, { ...target, itemId: 'b' }))).status).toBe(200);
      for (const request of slow) request.destroy();
      await until('room again', async () => (await post(body())).status === 200);
    });
  });

  it('reads 200 bodies of an item and no more, and acknowledges none of them unread before a signal is accepted', async () => {
    let away = true;
    await withEndpoint(
      async ({ post, signals }) => {
        const junk = (n: number) => post({ hello: n });
        for (let n = 0; n < 200; n++) expect((await junk(n)).status).toBe(503);
        expect((await post('{not json')).status).toBe(503);
        away = false;
        const other = mintToken(keys, { ...target, itemId: 'b' });
        for (let n = 0; n < 200; n++) expect((await post({ hello: n }, other)).status).toBe(200);
        expect((await post('{not json', other)).status).toBe(200);
        expect(signals).toHaveLength(201);
      },
      () => {
        if (away) throw new Error('14 UNAVAILABLE');
        return 'accepted';
      },
    );
  });

  it('never answers hostile JSON with 5xx, nor makes a signal of a wrong shape from it', async () => {
    await withEndpoint(async ({ post, signals }) => {
      const hostile = fc.oneof(
        fc.jsonValue(),
        fc.record({ jobId: fc.string(), isFailure: fc.boolean(), result: fc.jsonValue() }),
      );
      let generation = 0;
      await fc.assert(
        fc.asyncProperty(hostile, async (json) => {
          const answer = await post(json, mintToken(keys, { ...target, generation: ++generation }));
          expect([200, 400]).toContain(answer.status);
        }),
        { numRuns: 200 },
      );
      for (const report of signals) expect(callbackReportSchema.safeParse(report).success).toBe(true);
    });
  });
});
