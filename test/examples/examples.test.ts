import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { freePort } from '../../src/temporal-server/index.js';
import { transpile } from '../support/transpile.js';
import { until } from '../support/until.js';
import { startProcessWorld, TOKEN, viewsOf, type ProcessWorld } from '../support/with-processes.js';

// Every example as it stands, each with processes of its own: a shop never shares one with us.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const KEYS = {
  php: 'key-of-the-php-shop-000001',
  express: 'key-of-the-express-shop-01',
  south: 'key-of-the-south-shop-0001',
};
const SECRET = `whsec_${Buffer.from('the secret that a shop and we share').toString('base64')}`;

let world: ProcessWorld;
let folder: string;
let ordersUrl: string;
let eventsPort: { php: number; express: number };
const children: ChildProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
  const file = async (name: string, text: string) => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const tokenFile = await file('token', TOKEN);
  const eventsSecretFile = await file('secret', SECRET);
  eventsPort = { php: await freePort(), express: await freePort() };
  const shop = (port: number, path: string) => ({
    tokenFile,
    eventsUrl: `http://127.0.0.1:${port}${path}`,
    eventsSecretFile,
  });
  const shops = {
    php: shop(eventsPort.php, '/'),
    express: shop(eventsPort.express, '/events'),
    south: { tokenFile: await file('south-token', 'revoked') },
  };
  const port = await freePort();
  ordersUrl = `http://127.0.0.1:${port}`;
  world = await startProcessWorld({
    PRINTESS_SHOPS_FILE: await file('shops.json', JSON.stringify(shops)),
    ORDERS_API_KEYS: Object.entries(KEYS)
      .map((pair) => pair.join(':'))
      .join(),
    ORDERS_API_PORT: String(port),
    // Whatever a busy machine loses is found by the next look.
    PRINTESS_STATUS_CHECKS: '3s',
  });
  await world.startWorker();
}, 90_000);
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

describe('the PHP example', () => {
  it('submits, waits, and has the files; a repeated run joins the order, and pays nothing more', async () => {
    const orderId = newId();
    const submit = () =>
      run('php', ['examples/php/submit-and-wait.php', orderId], { cwd: root, env: env({ ORDERS_API_KEY: KEYS.php }) });
    const first = await submit();
    expect(first.stdout).toMatch(new RegExp(`^Order ${orderId}: produced\nmug \\S+\\.pdf http`));
    expect((await submit()).stdout).toBe(first.stdout);
    expect((await world.ledger()).accepted.filter((job) => job.externalOrderId === orderId)).toHaveLength(1);
  }, 60_000);

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
    await until(
      'the event',
      async () => (await readFile(log, 'utf8')).includes(`order.produced 1 ${orderId}\n`),
      40_000,
    );

    const send = async (signature: string, time: Date) => {
      const body = JSON.stringify({ type: 'order.produced', data: { n: 1, order: { orderId: 'forged' } } });
      const headers = {
        'webhook-id': 'm',
        'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
        'webhook-signature': signature || new Webhook(SECRET).sign('m', time, body),
      };
      return (await fetch(`http://127.0.0.1:${eventsPort.php}/`, { method: 'POST', headers, body })).status;
    };
    expect(await send('v1,AAAA', new Date())).toBe(400);
    expect(await send('', new Date(Date.now() - 3_600_000))).toBe(400);
    expect(await send('', new Date())).toBe(204);
  }, 90_000);

  it('in WooCommerce maps an order’s lines to items, and produces each line that was designed', async () => {
    const id = `${Math.floor(Math.random() * 1e9)}`;
    const hook = `
      require 'examples/php/woocommerce-hook.php';
      final class Line { function __construct(private $id, private $token, private $quantity) {}
        function get_id() { return $this->id; } function get_quantity() { return $this->quantity; }
        function get_meta($key) { return $key === '_printess-save-token' ? $this->token : ''; } }
      final class Order { public $notes = [];
        function get_id() { return ${id}; }
        function get_items() { return [new Line(7, 'st:cup', 3), new Line(8, '', 1), new Line(9, 'st:card', 1)]; }
        function add_order_note($note) { echo $note, "\\n"; } }
      printess_produce(new Order()); printess_produce(new Order());`;
    const { stdout } = await run('php', ['-r', hook], { cwd: root, env: env({ ORDERS_API_KEY: KEYS.php }) });
    expect(stdout).toBe('Print files are ordered.\nPrint files are ordered.\n');
    const { json } = await api(KEYS.php, 'GET', `/v1/orders/${id}?wait=30s`);
    expect(json).toMatchObject({ state: 'produced', items: [{ itemId: 'line-7' }, { itemId: 'line-9' }] });
    const jobs = (await world.ledger()).accepted.filter((job) => job.externalOrderId === id);
    expect(jobs).toHaveLength(2);
  }, 60_000);
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
    const seen = await until(
      'the event',
      async () => {
        const json = (await (await fetch(`${shop}/orders/${orderId}`)).json()) as { told: unknown; state: string };
        return json.told ? json : undefined;
      },
      40_000,
    );
    expect(seen).toMatchObject({
      state: 'produced',
      told: { n: 1, state: 'produced' },
      files: [expect.stringContaining('.pdf')],
    });
    expect(
      (await fetch(`${shop}/events`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }))
        .status,
    ).toBe(400);
  }, 90_000);
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
  }, 60_000);
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
  }, 60_000);
});
