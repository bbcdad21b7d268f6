import { connect } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Registry } from 'prom-client';
import { callbackReportSchema, type CallbackReport } from '../../../src/contract/outcome.js';
import { mintToken } from '../../../src/printess/callback-token.js';
import { createCallbackMetrics } from '../../../src/server/callbacks/callback-metrics.js';
import { createCallbacksApp } from '../../../src/server/callbacks/callbacks-app.js';
import { listen } from '../../../src/server/listen.js';
import type { Signalled } from '../../../src/server/callbacks/signal-order.js';
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
  signal: (news: CallbackReport) => Signalled | Promise<Signalled> = () => 'accepted',
): Promise<void> {
  const signals: CallbackReport[] = [];
  const app = createCallbacksApp({
    keys,
    fileHosts: ['.printess.com'],
    metrics: createCallbackMetrics(new Registry()),
    signal: async (_target, news) => {
      signals.push(news);
      return signal(news);
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
    ['JSON that is none', { body: '{not json' }, 400],
    ['more than 4 MB', { body: JSON.stringify(body({ meta: 'x'.repeat(4_000_001) })) }, 413],
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

  it('forwards no body twice, and no news', async () => {
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

  it('asks the order to look where it does not understand a callback, or its files lie elsewhere', async () => {
    await withEndpoint(async ({ post, signals }) => {
      const elsewhere = body({ result: { r: { preview: 'https://evil.example/x.pdf' } } });
      expect((await post(elsewhere)).status).toBe(200);
      expect(signals).toEqual([{ itemId: 'a', generation: 1 }]);
    });
  });

  it('forwards a callback of 2,000 files whole, and one of 10,000 without its list', async () => {
    const many = (count: number) =>
      body({ result: { r: Object.fromEntries(Array.from({ length: count }, (_, n) => [`page-${n}`, file(n)])) } });
    await withEndpoint(async ({ post, signals }) => {
      await post(many(2_000));
      await post(many(10_000));
      const [whole, cut] = signals.map(({ outcome }) => outcome);
      expect(whole).toMatchObject({ fileCount: 2_000 });
      expect(whole?.kind === 'succeeded' && whole.files).toHaveLength(2_000);
      expect(cut).toMatchObject({ files: [], fileCount: 10_000, filesOmitted: true });
    });
  });

  it('cuts the list and sends again where Temporal refuses the size', async () => {
    await withEndpoint(
      async ({ post, signals }) => {
        expect((await post(body())).status).toBe(200);
        expect(signals[1]?.outcome).toMatchObject({ files: [], fileCount: 1, filesOmitted: true });
      },
      (news) => (news.outcome?.kind === 'succeeded' && news.outcome.files.length > 0 ? 'too-large' : 'accepted'),
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
      for (const news of signals) expect(callbackReportSchema.safeParse(news).success).toBe(true);
      const deep = `{"jobId":"j","isFailure":false,"result":{},"x":${'['.repeat(30_000)}${']'.repeat(30_000)}}`;
      expect((await post(deep, mintToken(keys, { ...target, orderId: '2' }))).status).toBe(200);
    });
  });
});

describe('listening', () => {
  it('answers what it has taken before it stops', async () => {
    let release: () => void = () => undefined;
    let arrive: () => void = () => undefined;
    const taken = new Promise<void>((resolve) => (release = resolve));
    const arrived = new Promise<void>((resolve) => (arrive = resolve));
    const server = await listen(
      (_request, response) => {
        arrive();
        void taken.then(() => response.end('done'));
      },
      {
        host: '127.0.0.1',
        port: 0,
        portVariable: 'CALLBACK_PORT',
      },
    );
    const answer = fetch(`http://127.0.0.1:${server.port}/`);
    await arrived;
    const closed = server.close();
    release();
    expect(await (await answer).text()).toBe('done');
    await closed;
    await expect(fetch(`http://127.0.0.1:${server.port}/`)).rejects.toThrow();
  });

  it('names the port, the variable and a remedy where the port is in use', async () => {
    const first = await listen(() => undefined, { host: '127.0.0.1', port: 0, portVariable: 'CALLBACK_PORT' });
    const second = listen(() => undefined, { host: '127.0.0.1', port: first.port, portVariable: 'CALLBACK_PORT' });
    await expect(second).rejects.toThrow(new RegExp(`${first.port}: it is in use: stop .* or set CALLBACK_PORT`));
    await first.close();
  });
});
