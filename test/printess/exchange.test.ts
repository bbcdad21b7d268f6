import { createServer, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPrintessClient } from '../../src/printess/client.js';
import { exchange } from '../../src/printess/exchange.js';
import { onBadPort } from '../support/bad-port.js';

// A request and its ways: ports that fetch refuses, and the proxy of the environment.

const PROXY_VARIABLES = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
  name,
  name.toLowerCase(),
]);
const before = { ...process.env };
const clear = () => {
  for (const name of PROXY_VARIABLES) Reflect.deleteProperty(process.env, name);
};
beforeEach(clear);
afterEach(() => {
  clear();
  for (const name of PROXY_VARIABLES) if (before[name] !== undefined) process.env[name] = before[name];
});

const produce = (apiUrl: string) =>
  createPrintessClient({ apiUrl, token: () => Promise.resolve('token') }).produce(
    { templateName: 't', origin: 'o', externalOrderId: '1', orderMetaData: 'm', callbackUrl: 'https://x.example/c/t' },
    5_000,
  );

/** A proxy that answers each CONNECT so; what it has read is told. */
async function withProxy(answer: string, test: (url: string, read: () => string) => Promise<void>): Promise<void> {
  let text = '';
  const proxy = createServer((socket) => {
    socket
      .on('error', () => undefined)
      .on('data', (chunk: Buffer) => {
        text += chunk.toString('latin1');
        if (text.endsWith('\r\n\r\n')) socket.end(answer);
      });
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  try {
    await test(`http://jane:s3cret@127.0.0.1:${(proxy.address() as AddressInfo).port}`, () => text);
  } finally {
    await new Promise((resolve) => proxy.close(resolve));
  }
}

describe('a request', () => {
  it('reaches a port that fetch refuses', async () => {
    await onBadPort(
      (_request, response) => response.writeHead(204).end(),
      async (url) => {
        await expect(fetch(url)).rejects.toMatchObject({ cause: { message: 'bad port' } });
        const got = await exchange({ method: 'GET', url: new URL(url), deadline: 5_000, answerBytes: 1 });
        expect(got.status).toBe(204);
      },
    );
  });

  it.each(['HTTPS_PROXY', 'https_proxy'])('goes by the proxy of %s, which is told the host alone', async (variable) => {
    await withProxy('HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n', async (proxy, read) => {
      process.env[variable] = proxy;
      const answer = await produce('https://printess.invalid');
      expect(read()).toMatch(/^CONNECT printess\.invalid:443 HTTP\/1\.1\r\n/);
      expect(read()).toContain(`Proxy-Authorization: Basic ${Buffer.from('jane:s3cret').toString('base64')}`);
      expect(read()).not.toContain('production/produce');
      // A refusal by the proxy is no answer of Printess: nothing was sent, and nothing is paid.
      expect(answer).toMatchObject({
        kind: 'not-sent',
        produceCalls: 0,
        message: expect.stringContaining('no connection by the proxy of HTTPS_PROXY: it answered 407.'),
      });
      expect(JSON.stringify(answer)).not.toContain('s3cret');
    });
  });

  it('by a proxy that nobody listens for was not sent, and says so', async () => {
    process.env['HTTPS_PROXY'] = 'http://127.0.0.1:1';
    expect(await produce('https://printess.invalid')).toMatchObject({
      kind: 'not-sent',
      message: expect.stringContaining('no connection by the proxy of HTTPS_PROXY: nobody listens there.'),
    });
  });

  it.each<[string, NodeJS.ProcessEnv, string]>([
    ['a host of NO_PROXY', { NO_PROXY: 'example.com,.invalid' }, 'https://printess.invalid'],
    ['all hosts of NO_PROXY', { no_proxy: '*' }, 'https://printess.invalid'],
    ['an empty HTTPS_PROXY', { HTTPS_PROXY: '' }, 'https://printess.invalid'],
    ['this machine', {}, 'https://127.0.0.1:1'],
    ['this machine', {}, 'https://localhost:1'],
  ])('goes straight to %s: %j', async (_what, env, apiUrl) => {
    await withProxy('HTTP/1.1 502 Bad Gateway\r\n\r\n', async (proxy, read) => {
      Object.assign(process.env, { HTTPS_PROXY: proxy, ...env });
      const answer = await produce(apiUrl);
      expect([answer.kind, read()]).toEqual(['not-sent', '']);
      expect(JSON.stringify(answer)).not.toContain('proxy');
    });
  });
});
