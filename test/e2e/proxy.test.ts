import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { selfSigned } from '../support/self-signed.js';
import { until } from '../support/until.js';
import { startProcessWorld, TOKEN, viewsOf, type ProcessWorld } from '../support/with-processes.js';

// Printess and a shop that only a proxy can reach: their names are none that anybody else knows.

const EVENTS_SECRET = `whsec_${Buffer.from('a secret of thirty-two bytes, yes').toString('base64')}`;
let folder: string;
let world: ProcessWorld;
let front: Server;
let proxy: http.Server;
const asked: string[] = [];
const events: { headers: http.IncomingHttpHeaders; body: string }[] = [];
let sandboxUrl = '';

const listening = async (server: Server) => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-proxy-'));
  const [token, secret, shops] = ['token', 'secret', 'shops.json'].map((name) => join(folder, name));
  const { key, cert, certFile } = await selfSigned(folder, ['printess.test', 'shop.test']);
  await writeFile(token ?? '', `\uFEFF${TOKEN}\n`);
  await writeFile(secret ?? '', EVENTS_SECRET);
  const shop = { tokenFile: token, eventsUrl: 'https://shop.test/hook', eventsSecretFile: secret };
  await writeFile(shops ?? '', JSON.stringify({ default: shop }));

  front = https.createServer({ key, cert }, (request, response) => {
    if (request.headers.host === 'shop.test') {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        events.push({ headers: request.headers, body });
        // An event is delivered again until it is taken: its first attempt is not.
        response.writeHead(events.length === 1 ? 500 : 204).end();
      });
      return;
    }
    const { method, url = '/', headers } = request;
    const onward = http.request(new URL(url, sandboxUrl), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(onward);
  });
  const frontPort = await listening(front);
  proxy = http.createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(request.url ?? '');
    const onward = connect(frontPort, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  world = await startProcessWorld({
    PRINTESS_API_URL: 'https://printess.test',
    PRINTESS_SERVICE_TOKEN: '',
    PRINTESS_SHOPS_FILE: shops,
    HTTPS_PROXY: `http://127.0.0.1:${await listening(proxy)}`,
    NODE_EXTRA_CA_CERTS: certFile,
  });
  sandboxUrl = world.sandboxUrl;
  await world.startWorker();
});
afterAll(async () => {
  await world.close();
  proxy.closeAllConnections();
  proxy.close();
  front.close();
  await rm(folder, { recursive: true, force: true });
});

describe('behind a proxy', () => {
  it('an order is produced, paid once, and its shop told: all by the proxy', async () => {
    const order = { orderId: 'by.proxy-1', items: [{ itemId: 'a', templateName: 'poster' }] };
    const [view] = viewsOf(await world.submit(order, '--wait'));
    expect(view).toMatchObject({ state: 'produced', items: [{ produceCalls: 1 }] });
    expect((await world.ledger()).accepted).toHaveLength(1);
    await until('the event to be taken', () => events.length >= 2);
    expect(new Set(asked)).toEqual(new Set(['printess.test:443', 'shop.test:443']));
  });

  it('an event has an id that every delivery repeats, without a full stop and without the order’s id', () => {
    const ids = events.map(({ headers }) => headers['webhook-id']);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^evt_[0-9a-f-]{36}$/);
    for (const { body, headers } of events)
      expect(() => new Webhook(EVENTS_SECRET).verify(body, headers as Record<string, string>)).not.toThrow();
  });

  it('doctor asks by the proxy too', async () => {
    const { stdout } = await world.processes.run(['doctor', '--json']);
    expect(JSON.parse(stdout)).toContainEqual({
      what: 'token of default',
      state: 'ok',
      said: 'accepted by https://printess.test',
    });
  });
});
