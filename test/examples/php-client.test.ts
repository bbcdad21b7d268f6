import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/temporal-server/index.js';
import { until } from '../support/until.js';
import { startProcessWorld, TOKEN, type ProcessWorld } from '../support/with-processes.js';

// The PHP client: every call against the real API, and what it does where something else answers, or nothing.

const CALL = fileURLToPath(new URL('call-client.php', import.meta.url));
const KEY = 'key-of-the-shop-of-the-client';

interface Said {
  answer?: unknown;
  threw?: string;
  message?: string;
  tryLater?: number | null;
  issues?: { path: string }[];
}

let world: ProcessWorld;
let url: string;
const servers: { close: () => void }[] = [];

beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'printess-test-'));
  const tokenFile = join(folder, 'token');
  await writeFile(tokenFile, TOKEN);
  await writeFile(join(folder, 'shops.json'), JSON.stringify({ client: { tokenFile } }));
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  world = await startProcessWorld({
    PRINTESS_SHOPS_FILE: join(folder, 'shops.json'),
    ORDERS_API_KEYS: `client:${KEY}`,
    ORDERS_API_PORT: String(port),
    PRINTESS_STATUS_CHECKS: '3s',
  });
  await world.startWorker();
});
afterAll(async () => {
  for (const server of servers) server.close();
  await world.close();
});

const newId = () => `c-${randomUUID().slice(0, 8)}`;
const item = (templateName: string, more: object = {}) => ({ itemId: 'a', templateName, ...more });

async function callWith(key: string, at: string, method: string, ...args: unknown[]): Promise<Said> {
  const running = promisify(execFile)('php', [CALL, at, key, method]);
  running.child.stdin?.end(JSON.stringify(args));
  return JSON.parse((await running).stdout) as Said;
}
const callAt = (at: string, method: string, ...args: unknown[]) => callWith(KEY, at, method, ...args);
const call = (method: string, ...args: unknown[]) => callAt(url, method, ...args);
const paid = async (orderId: string) =>
  (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId).length;

/** Answers in place of the API; with the requests that it got. */
async function inPlace(
  answer: (request: IncomingMessage, response: ServerResponse, count: number) => void,
): Promise<{ at: string; got: { url: string; body: string }[] }> {
  const got: { url: string; body: string }[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      got.push({ url: request.url ?? '', body: Buffer.concat(chunks).toString() });
      answer(request, response, got.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  servers.push({
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  });
  return { at: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, got };
}

describe('the PHP client', () => {
  it('checks, starts, joins, waits and gets an order', async () => {
    const id = newId();
    expect(await call('validate', id, [item('poster')])).toEqual({ answer: null });
    expect(await call('get', id)).toMatchObject({ threw: 'NotFound', status: 404 });
    for (let times = 0; times < 2; times++)
      expect(await call('submit', id, [item('poster')], { priority: 2 })).toMatchObject({ answer: { orderId: id } });
    expect(await call('wait', id, 30)).toMatchObject({ answer: { state: 'produced' } });
    expect(await call('get', id)).toMatchObject({ answer: { state: 'produced', items: [{ itemId: 'a' }] } });
    expect(await paid(id)).toBe(1);
    expect(await call('cancel', id)).toMatchObject({ threw: 'NotPossibleNow', status: 409 });
  });

  it('throws by kind, with the problem’s fields', async () => {
    const id = newId();
    expect(await call('submit', id, [item('poster', { copies: 0 })])).toMatchObject({
      threw: 'InvalidInput',
      type: 'urn:printess-production:invalid-input',
      issues: [{ path: 'items[0].copies' }],
      requestId: expect.stringMatching(/./),
      tryLater: null,
    });
    await call('submit', id, [item('poster')]);
    expect(await call('submit', id, [item('card')])).toMatchObject({
      threw: 'OrderConflict',
      fields: ['items[0].templateName'],
    });
    expect(await callWith('a-key-that-nobody-has', url, 'get', 'x')).toMatchObject({
      threw: 'Unauthorized',
      status: 401,
      tryLater: null,
    });
  });

  it('has empty maps arrive as objects, and texts unharmed', async () => {
    const id = newId();
    const vdp = { form: { 0: 'Größe', 1: '👋🏽', name: 'Ж'.repeat(10_000) }, records: [[], { a: 'b' }] };
    const said = await call('validate', id, [
      item('poster', {
        outputSettings: [],
        vdp,
        outputFiles: [{ documentName: 'a', outputSettings: [], vdp: { form: [] } }],
      }),
    ]);
    expect(said).toEqual({ answer: null });
    const { at, got } = await inPlace((_request, response) => response.end('{}'));
    await callAt(at, 'submit', id, [item('poster', { vdp: { form: ['a', 'b'] } })]);
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({
      items: [item('poster', { vdp: { form: { 0: 'a', 1: 'b' } } })],
    });
    await callAt(at, 'submit', id, [item('poster', { vdp })]);
    expect(got[1]?.body.length).toBeLessThan(11_000);
  });

  it('decides: retry by generation, adopt, abandon, check, cancel', async () => {
    const id = newId();
    await call('submit', id, [item('fault:refuse'), { itemId: 'b', templateName: 'fault:never-finish' }]);
    await call('wait', id, 20);
    expect(await call('checkNow', id)).toEqual({ answer: null });
    expect(await call('checkNow', id, 'b')).toEqual({ answer: null });
    expect(await call('approveItem', id, 'a', 'as it is')).toMatchObject({ threw: 'NotPossibleNow' });
    expect(await call('retryItem', id, 'a', 7)).toMatchObject({ threw: 'NotPossibleNow' });
    expect(await call('retryItem', id, 'a', 1, null, item('poster'))).toMatchObject({ answer: { generation: 2 } });
    expect(await call('retryItem', id, 'a', 1, null, item('poster'))).toMatchObject({ threw: 'NotPossibleNow' });
    const other = newId();
    await call('submit', other, [item('fault:refuse')]);
    await call('wait', other, 20);
    expect(await call('adoptJob', other, 'a', 'no-such-job')).toMatchObject({ threw: 'NotPossibleNow' });
    expect(await call('abandonItem', other, 'a', 'not wanted')).toMatchObject({ answer: { itemId: 'a' } });
    expect(await call('cancel', id)).toEqual({ answer: null });
    expect(await call('wait', id, 20)).toMatchObject({ answer: { state: 'cancelled' } });
  });

  it('sends many orders in one request, each with its answer, and lists them page by page', async () => {
    const ids = [newId(), newId(), newId()];
    const orders = ids.map((orderId) => ({ orderId, items: [item('poster')] }));
    const said = await call('submitMany', [...orders, { orderId: newId(), items: [] }]);
    expect(said.answer).toMatchObject([
      { line: 1, status: 201, orderId: ids[0] },
      { line: 2, status: 201 },
      { line: 3, status: 201 },
      { line: 4, status: 422, problem: { issues: [{ path: 'items' }] } },
    ]);
    expect(await call('submitMany', [orders[2]])).toMatchObject({
      answer: [{ line: 1, status: 200, orderId: ids[2] }],
    });
    for (const id of ids) await call('wait', id, 30);
    await until('the list to know them', async () => {
      const all = (await call('list', 'produced')).answer as { orderId: string }[];
      return ids.every((id) => all.some(({ orderId }) => orderId === id));
    });
    const page = (await call('listPage', 'produced', null, 2)).answer as { orders: unknown[]; cursor: string };
    expect(page.orders).toHaveLength(2);
    const next = (await call('listPage', 'produced', null, 2, page.cursor)).answer as { orders: unknown[] };
    expect(next.orders).not.toEqual(page.orders);
  });

  it('has a deadline where nothing answers, and says that nobody knows', async () => {
    const silent = await inPlace(() => undefined);
    const before = Date.now();
    expect(await callAt(silent.at, 'submit', 'x', [item('poster')])).toMatchObject({ threw: 'NoAnswer', tryLater: 10 });
    expect(Date.now() - before).toBeLessThan(6_000);
    expect(await callAt(`http://127.0.0.1:${await freePort()}`, 'get', 'x')).toMatchObject({ threw: 'NoAnswer' });
    const proxy = await inPlace((_request, response) => response.writeHead(502).end('<h1>Bad gateway</h1>'));
    expect(await callAt(proxy.at, 'get', 'x')).toMatchObject({
      threw: 'NoAnswer',
      message: expect.stringContaining('502'),
    });
    const elsewhere = await inPlace((_request, response) => response.writeHead(302, { location: silent.at }).end());
    expect(await callAt(elsewhere.at, 'get', 'x')).toMatchObject({ threw: 'NoAnswer' });
    expect(silent.got).toHaveLength(1);
  });

  it('makes requests of many orders that the API takes, by lines and bytes', async () => {
    const { at, got } = await inPlace((_request, response, count) => {
      const lines = got[count - 1]?.body.split('\n') ?? [];
      response.end(lines.map((_line, index) => JSON.stringify({ line: index + 1, status: 201 })).join('\n'));
    });
    const orders = Array.from({ length: 501 }, (_, index) => ({ orderId: `m-${index}`, items: [item('poster')] }));
    const { answer } = await callAt(at, 'submitMany', orders);
    expect((answer as { line: number }[]).map(({ line }) => line)).toEqual(orders.map((_order, index) => index + 1));
    const large = orders.slice(0, 3).map((order) => ({ ...order, items: [item('x'.repeat(6_000_000))] }));
    await callAt(at, 'submitMany', large);
    expect(got.map(({ body }) => body.split('\n').length)).toEqual([500, 1, 2, 1]);
  });

  it('says so where an answer to many orders was cut off', async () => {
    const line = JSON.stringify({ line: 1, status: 201, orderId: 'a' });
    const cut = await inPlace((_request, response) => response.end(`${line}\n{"line": 2, "sta`));
    const orders = ['a', 'b'].map((orderId) => ({ orderId, items: [item('poster')] }));
    expect(await callAt(cut.at, 'submitMany', orders)).toMatchObject({
      threw: 'NoAnswer',
      message: expect.stringContaining('after 1 of 2 orders'),
    });
  });

  it('waits by polls of half a minute at most, over an API that is away meanwhile', async () => {
    const { at, got } = await inPlace((_request, response, count) => {
      if (count === 1) {
        const problem = { type: 'urn:printess-production:no-worker', detail: 'No worker answers' };
        response.writeHead(503, { 'retry-after': '1' }).end(JSON.stringify(problem));
      } else response.end(JSON.stringify({ state: count === 2 ? 'running' : 'produced' }));
    });
    expect(await callAt(at, 'wait', 'x', 300)).toEqual({ answer: { state: 'produced' } });
    expect(got.map((one) => one.url)).toEqual(Array(3).fill('/v1/orders/x?wait=30s'));
    const away = await inPlace((_request, response) => response.writeHead(502).end());
    expect(await callAt(away.at, 'wait', 'x', 2)).toMatchObject({ threw: 'NoAnswer' });
    const short = await inPlace((_request, response) => response.end(JSON.stringify({ state: 'running' })));
    expect(await callAt(short.at, 'wait', 'x', 1)).toEqual({ answer: { state: 'running' } });
  });

  it('sends a correction and a reprint as the API takes them', async () => {
    const { at, got } = await inPlace((_request, response) => response.end('{}'));
    await callAt(at, 'retryItem', 'x', 'a', 2, { vdp: { form: [] } }, null, true);
    expect(got[0]?.url).toBe('/v1/orders/x/items/a/retry');
    expect(JSON.parse(got[0]?.body ?? '')).toEqual({ generation: 2, change: { vdp: { form: {} } }, reprint: true });
  });

  it('refuses a key that is none', async () => {
    expect(await callWith('', url, 'get', 'x')).toMatchObject({ threw: 'InvalidArgumentException' });
  });
});
