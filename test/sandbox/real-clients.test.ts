import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.js';

// What shipped plugins send, byte for byte where it matters: none of them can be changed.

const TOKEN = 'x'.repeat(1_100);
let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox({ token: TOKEN, renderMs: 1 });
});
afterAll(() => sandbox.close());

/** Sends a request as it stands, and resolves with all that comes back until the connection is closed. */
async function raw(path: string, body: object, headers: string[], version = '1.1'): Promise<string> {
  const text = JSON.stringify(body);
  const head = [`POST ${path} HTTP/${version}`, `Authorization: Bearer ${TOKEN}`, ...headers];
  const socket = connect(sandbox.port, '127.0.0.1');
  socket.end([...head, `Content-Length: ${Buffer.byteLength(text)}`, '', text].join('\r\n'));
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

const json = (answer: string) => JSON.parse(answer.slice(answer.indexOf('\r\n\r\n') + 4)) as Record<string, unknown>;

describe('a client of Printess that nobody here has written', () => {
  it('Shopware: unknown top-level property, null and object in vdp.form, tiff, an Origin header', async () => {
    const answer = await raw(
      '/production/produce',
      {
        templateName: 'poster',
        origin: 'shopware',
        orderLineItemCount: 2,
        outputType: 'tiff',
        vdp: { form: { name: null, size: { w: 1 } } },
      },
      ['Host: x', 'Origin: https://shop.example', 'Content-Type: application/json', 'Connection: close'],
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(json(answer)).toEqual({ jobId: expect.any(String), orderId: expect.any(String) });
    expect(sandbox.ledger.unknownProperties).toContain('orderLineItemCount');
  });

  it('Magento: printSettingsTemplate, no User-Agent, closes the connection', async () => {
    const answer = await raw(
      '/production/produce',
      { templateName: 'poster', origin: 'magento', printSettingsTemplate: 'print' },
      ['Host: x', 'Content-Type: application/json', 'Connection: close'],
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
  });

  it('WooCommerce: HTTP/1.0, a trailing slash, outputFileName, much personal data in orderMetaData, a count', async () => {
    const produced = await raw(
      '/production/produce',
      {
        templateName: 'st:woo',
        origin: 'woo',
        externalOrderId: 'woo-1',
        outputFiles: [{ documentName: 'a', outputFileName: 'x.pdf' }],
        orderMetaData: JSON.stringify({ customer: 'Ada '.repeat(20_000) }),
      },
      ['Content-Type: application/json'],
      '1.0',
    );
    expect(produced).toMatch(/^HTTP\/1\.1 200 OK/);
    expect(produced).not.toMatch(/transfer-encoding/i);
    const info = await raw('/shop/template/info/', { id: 'st:woo' }, [], '1.0');
    expect(json(info)).toHaveProperty('expiresOn');
    const extended = await raw(
      '/savetoken/lifetime/extend',
      { saveToken: 'st:woo', expiresOn: '2099-01-01T00:00:00+00:00' },
      [],
      '1.0',
    );
    expect(extended).toMatch(/^HTTP\/1\.1 200 OK/);
    const list = await raw('/orders/list', { saveToken: 'st:woo' }, [], '1.0');
    expect(json(list)).toMatchObject({ count: 1, orders: [{ externalOrderId: 'woo-1' }] });
  });

  it('an independent PHP client: a token of 1,024 characters and more, mergeTemplates inside outputFiles, errors with c and m', async () => {
    const outputFiles = [{ documentName: 'a', mergeTemplates: [{ templateName: 'b' }] }];
    const answer = await raw('/production/produce', { templateName: 'poster', origin: 'php', outputFiles }, [
      'Host: x',
      'Connection: close',
    ]);
    expect(answer).toMatch(/^HTTP\/1\.1 200 OK/);
    const refused = await fetch(`${sandbox.url}/production/produce`, { method: 'POST', body: '{}' });
    expect([refused.status, await refused.json()]).toEqual([401, { c: 401, m: expect.any(String) }]);
    const broken = await raw('/production/produce', [], ['Host: x', 'Connection: close']);
    expect(json(broken)).toEqual({ c: 400, m: expect.any(String) });
  });
});
