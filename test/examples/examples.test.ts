import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createHmac, randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { ensureTemporalCli, freePort } from '../../src/temporal-server/index.js';
import { transpile } from '../support/transpile.js';
import { until } from '../support/until.js';
import { startProcessWorld, TOKEN, viewsOf, type ProcessWorld } from '../support/with-processes.js';
import { startSmtpSink } from './smtp-sink.js';

// Every example as it stands, each with processes of its own: a shop never shares one with us.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const KEYS = {
  php: 'key-of-the-php-shop-000001',
  express: 'key-of-the-express-shop-01',
  south: 'key-of-the-south-shop-0001',
  alerts: 'key-of-the-alerts-shop-001',
};
const SECRET = `whsec_${Buffer.from('the secret that a shop and we share').toString('base64')}`;

let world: ProcessWorld;
let folder: string;
let ordersUrl: string;
let eventsPort: { php: number; express: number; alerts: number };
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const tokenFile = await file('token', TOKEN);
  const eventsSecretFile = await file('secret', SECRET);
  eventsPort = { php: await freePort(), express: await freePort(), alerts: await freePort() };
  const shop = (port: number, path: string) => ({
    tokenFile,
    eventsUrl: `http://127.0.0.1:${port}${path}`,
    eventsSecretFile,
  });
  const shops = {
    php: shop(eventsPort.php, '/'),
    express: shop(eventsPort.express, '/events'),
    south: { tokenFile: await file('south-token', 'revoked') },
    alerts: shop(eventsPort.alerts, '/events'),
  };
  const port = await freePort();
  ordersUrl = `http://127.0.0.1:${port}`;
  world = await startProcessWorld({
    PRINTESS_SHOPS_FILE: await file('shops.json', JSON.stringify(shops)),
    ORDERS_API_KEYS: Object.entries(KEYS)
      .map((pair) => pair.join(':'))
      .join(),
    ORDERS_API_PORT: String(port),
    // Whatever a busy machine loses is found by the next status check.
    PRINTESS_STATUS_CHECKS: '3s',
  });
  await world.startWorker();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world.close();
});

const newId = () => `x-${randomUUID().slice(0, 8)}`;
const env = (extra: NodeJS.ProcessEnv) => ({
  PATH: process.env['PATH'],
  ORDERS_API_URL: ordersUrl,
  TEMPORAL_ADDRESS: world.address,
  ...extra,
});

function start(program: string, args: string[], extra: NodeJS.ProcessEnv): void {
  const child = spawn(program, args, { cwd: root, env: env(extra), stdio: 'ignore' });
  children.push(child);
}

async function api(
  key: string,
  method: string,
  path: string,
  body?: object,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const response = await fetch(ordersUrl + path, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  return { status: response.status, json: (await response.json()) as Record<string, unknown> };
}

describe('the example with Temporal’s own command line', () => {
  it('starts an order that is produced once, listed, and joined by submit of the same order; twice it is refused', async () => {
    const orderId = newId();
    const items = [{ itemId: 'mug', templateName: 'poster' }];
    const start = async () => {
      const running = run('examples/temporal-cli/start-order.sh', [orderId], {
        cwd: root,
        env: { ...env({ TEMPORAL_CLI: await ensureTemporalCli() }), HOME: folder },
      });
      running.child.stdin?.end(JSON.stringify(items));
      return running;
    };
    expect((await start()).stdout).toContain(`printess-default-${orderId}`);
    await expect(start()).rejects.toThrow(/already/i);
    const [view] = viewsOf(await world.submit({ orderId, items }, '--wait'));
    expect(view).toMatchObject({ orderId, state: 'produced', items: [{ produceCalls: 1 }] });
    await until('the list to show it', async () =>
      (await world.processes.run(['list', '--state', 'produced'])).stdout.includes(orderId),
    );
    expect((await world.ledger()).accepted.filter((job) => job.externalOrderId === orderId)).toHaveLength(1);
  });
});

describe('the PHP example', () => {
  it('submits, waits, and has the files; a repeated run joins the order, and pays nothing more', async () => {
    const orderId = newId();
    const submit = () =>
      run('php', ['examples/php/submit-and-wait.php', orderId], { cwd: root, env: env({ ORDERS_API_KEY: KEYS.php }) });
    const first = await submit();
    expect(first.stdout).toMatch(new RegExp(`^Order ${orderId}: produced\nmug \\S+\\.pdf http`));
    expect((await submit()).stdout).toBe(first.stdout);
    expect((await world.ledger()).accepted.filter((job) => job.externalOrderId === orderId)).toHaveLength(1);
  });

  it('says what is wrong with an order, and with a key', async () => {
    const failing = (args: string[], key: string) =>
      run('php', ['examples/php/submit-and-wait.php', ...args], { cwd: root, env: env({ ORDERS_API_KEY: key }) }).catch(
        (error: unknown) => error as { code: number; stderr: string },
      );
    expect(await failing(['a b'], KEYS.php)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('orderId: 1 to 64'),
    });
    expect(await failing([newId()], 'a-key-that-nobody-has-given')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('ORDERS_API_KEYS'),
    });
  });

  it('verifies the events that it is sent, and no others', async () => {
    const log = join(folder, 'events.log');
    start('php', ['-S', `127.0.0.1:${eventsPort.php}`, 'examples/php/receive-event.php'], {
      EVENTS_SECRET: SECRET,
      EVENTS_LOG: log,
    });
    const orderId = newId();
    await api(KEYS.php, 'PUT', `/v1/orders/${orderId}`, { items: [{ itemId: 'a', templateName: 'poster' }] });
    await until('the event', async () => (await readFile(log, 'utf8')).includes(`order.produced 1 ${orderId}\n`));

    const send = async (n: number, signature: string, time = new Date(), port = eventsPort.php) => {
      const body = JSON.stringify({ type: 'order.produced', data: { n, order: { orderId: 'by-hand' } } });
      const headers = {
        'webhook-id': 'm',
        'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
        'webhook-signature': signature || new Webhook(SECRET).sign('m', time, body),
      };
      return (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body })).status;
    };
    expect(await send(2, 'v1,AAAA')).toBe(400);
    expect(await send(2, '', new Date(Date.now() - 3_600_000))).toBe(400);
    expect(await send(2, '')).toBe(204);
    // One that comes twice, or late, is dropped.
    expect(await send(2, '')).toBe(204);
    expect(await send(1, '')).toBe(204);
    expect((await readFile(log, 'utf8')).match(/^.* by-hand$/gm)).toEqual(['order.produced 2 by-hand']);

    // Without a secret none is taken: with an empty one anybody could sign.
    for (const secret of [{}, { EVENTS_SECRET: 'whsec_' }]) {
      const port = await freePort();
      start('php', ['-S', `127.0.0.1:${port}`, 'examples/php/receive-event.php'], { EVENTS_LOG: log, ...secret });
      const time = new Date();
      const body = JSON.stringify({ type: 'order.produced', data: { n: 3, order: { orderId: 'by-hand' } } });
      const text = `m.${Math.floor(time.getTime() / 1000)}.${body}`;
      const signature = createHmac('sha256', '').update(text).digest('base64');
      expect(await until('the receiver to listen', () => send(3, `v1,${signature}`, time, port))).toBe(503);
    }
    expect((await readFile(log, 'utf8')).match(/^.* by-hand$/gm)).toHaveLength(1);
  });
});

describe('the Express shop', () => {
  it('starts an order when it is paid, shows it, and is told of its end by an event', async () => {
    start('node', [await transpile('examples/express-shop/shop.ts')], {
      PORT: String(eventsPort.express),
      SHOP: 'express',
      EVENTS_SECRET: SECRET,
    });
    const shop = `http://127.0.0.1:${eventsPort.express}`;
    await until('the shop to listen', async () => (await fetch(`${shop}/orders/none`)).status === 404);
    const orderId = newId();
    const pay = (templateName: string) =>
      fetch(`${shop}/orders/${orderId}/paid`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ items: [{ itemId: 'a', templateName, copies: 1 }] }),
      });
    expect([(await pay('poster')).status, (await pay('poster')).status, (await pay('card')).status]).toEqual([
      201, 200, 409,
    ]);
    const seen = await until('the event', async () => {
      const json = (await (await fetch(`${shop}/orders/${orderId}`)).json()) as { told: unknown; state: string };
      return json.told ? json : undefined;
    });
    expect(seen).toMatchObject({
      state: 'produced',
      told: { n: 1, state: 'produced' },
      files: [expect.stringContaining('.pdf')],
    });
    expect(
      (await fetch(`${shop}/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }))
        .status,
    ).toBe(400);
  });
});

describe('the alerts', () => {
  it('tell people by e-mail of an order that needs one', async () => {
    const mail = await startSmtpSink();
    start('node', ['examples/alerts/alerts.mjs'], {
      PORT: String(eventsPort.alerts),
      EVENTS_SECRET: SECRET,
      SMTP_URL: `smtp://127.0.0.1:${mail.port}`,
      MAIL_FROM: 'print@example.com',
      MAIL_TO: 'ada@example.com',
    });
    const orderId = newId();
    await api(KEYS.alerts, 'PUT', `/v1/orders/${orderId}`, {
      items: [{ itemId: 'mug', templateName: 'fault:refuse' }],
    });
    await until('the mail', () => mail.mails.length > 0);
    mail.close();
    expect(mail.mails[0]?.headers['subject']).toBe(`Order ${orderId} of shop alerts needs you: refused`);
    expect(mail.mails[0]?.text).toMatch(/^mug: refused, since \d{4}-\d\d-\d\d \d\d:\d\d UTC\. .*406/m);
  });
});

describe('the migration from a plugin', () => {
  it('adopts the jobs that are paid, produces what has none, and is harmless to repeat', async () => {
    const produced = await fetch(`${world.sandboxUrl}/production/produce`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: JSON.stringify({ templateName: 'poster', origin: 'the-plugin', externalOrderId: 'old' }),
    });
    const { jobId } = (await produced.json()) as { jobId: string };
    const orderId = newId();
    const path = join(folder, 'open.json');
    await writeFile(
      path,
      JSON.stringify([
        { orderId, itemId: 'paid', templateName: 'poster', jobId },
        { orderId, itemId: 'new', templateName: 'poster', jobId: null },
      ]),
    );
    const program = await transpile('examples/migration/adopt-open-jobs.ts');
    const migrate = () => run('node', [program, path], { cwd: root, env: env({}) });
    expect((await migrate()).stdout).toBe(`${orderId}: taken over\n`);
    expect((await migrate()).stdout).toBe(`${orderId}: was taken over before\n`);
    const [view] = viewsOf(await world.processes.run(['wait', orderId, '--json']));
    expect(view?.items).toMatchObject([
      { itemId: 'paid', state: 'produced', jobId, produceCalls: 0 },
      { itemId: 'new', state: 'produced', produceCalls: 1 },
    ]);
    expect((await world.ledger()).accepted.filter((job) => job.externalOrderId === orderId)).toHaveLength(1);
  });
});

describe('several shops', () => {
  it('a token file that is replaced in place is used by the next call, and another shop’s key sees nothing', async () => {
    const orderId = newId();
    const path = `/v1/orders/${orderId}`;
    await api(KEYS.south, 'PUT', path, { items: [{ itemId: 'a', templateName: 'poster' }] });
    expect((await api(KEYS.south, 'GET', `${path}?wait=20s`)).json).toMatchObject({
      items: [{ attention: { reason: 'unauthorized' } }],
    });
    for (const [method, route] of [
      ['GET', path],
      ['POST', `${path}/cancel`],
      ['POST', `${path}/check`],
      ['POST', `${path}/items/a/abandon`],
    ] as const)
      expect([
        route,
        (await api(KEYS.php, method, route, method === 'POST' ? { reason: 'mine' } : undefined)).status,
      ]).toEqual([route, route.endsWith('check') ? 422 : 404]);
    await writeFile(join(folder, 'south-token'), TOKEN);
    await until('the list to know it', async () =>
      (await world.processes.run(['resume', '--shop', 'south'])).stderr.startsWith('1 held'),
    );
    const [view] = viewsOf(await world.processes.run(['wait', orderId, '--shop', 'south', '--json']));
    expect(view?.state).toBe('produced');
  });
});
