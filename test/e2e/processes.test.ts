import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { SECRET, startProcessWorld, TOKEN, viewsOf, type ProcessWorld } from '../support/with-processes.js';

// Real processes: a Temporal dev server, the sandbox, the server and the worker, each apart.

let world: ProcessWorld;
let worker: Running;
let processes: ProcessWorld['processes'];

beforeAll(async () => {
  world = await startProcessWorld();
  processes = world.processes;
  worker = await world.startWorker();
});
afterAll(() => world.close());

const startWorker = () => world.startWorker();
const submit = (order: object, ...flags: string[]) => world.submit(order, ...flags);
const show = (orderId: string) => world.show(orderId);
const ledger = () => world.ledger();
const views = viewsOf;
const orderOf = (...templates: string[]) => ({
  orderId: `e-${randomUUID().slice(0, 8)}`,
  items: templates.map((templateName, index) => ({ itemId: `i${index + 1}`, templateName })),
});

const acceptedFor = async (orderId: string) =>
  (await ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId).length;

describe('processes apart', () => {
  it('take an order from the command line to its files', async () => {
    const order = orderOf('photo-book', 'greeting-card', 'poster');
    const ran = await submit(order, '--wait');
    expect([ran.code, ran.stderr]).toEqual([0, '']);
    const [view] = views(ran);
    expect(view).toMatchObject({ state: 'produced', orderId: order.orderId });
    expect(view?.items.map(({ produceCalls, statusCalls, source }) => [produceCalls, statusCalls, source])).toEqual(
      Array.from({ length: 3 }, () => [1, 0, 'callback']),
    );
    const [file] = view?.items[0]?.files ?? [];
    expect(
      Buffer.from(await (await fetch(file?.url ?? '')).arrayBuffer())
        .subarray(0, 5)
        .toString(),
    ).toBe('%PDF-');
    expect(await show(order.orderId)).toEqual(view);
  });

  it('survive a worker killed in mid-order, and pay once', async () => {
    const order = orderOf('fault:late-callback', 'poster');
    await submit(order);
    await until('the first item to render', async () => (await show(order.orderId))?.items[0]?.state === 'rendering');
    expect(await worker.end('SIGKILL')).toBeNull();
    worker = await startWorker();
    const ran = await processes.run(['wait', order.orderId, '--json']);
    expect([ran.code, ran.stderr]).toEqual([0, expect.anything()]);
    const [view] = views(ran);
    expect(view?.items[0]).toMatchObject({ source: 'status', produceCalls: 1, statusCalls: 1 });
    expect(await acceptedFor(order.orderId)).toBe(2);
  });

  it('make exactly one status call for a callback that is swallowed', async () => {
    const before = (await ledger()).calls['/production/status/get'] ?? 0;
    const order = orderOf('fault:lose-callback');
    const [view] = views(await submit(order, '--wait'));
    expect(view?.items[0]).toMatchObject({ state: 'produced', source: 'status', statusCalls: 1 });
    expect((await ledger()).calls['/production/status/get']).toBe(before + 1);
  });

  it('find out about a lost answer, and pay once', async () => {
    const order = orderOf('fault:lose-answer+lose-callback');
    const [view] = views(await submit(order, '--wait'));
    expect(view?.state).toBe('produced');
    expect(await acceptedFor(order.orderId)).toBe(1);
  });

  it('bring 2,000 files whole, and keep orders alive whose lists are too large', async () => {
    const [whole, tooMany, together] = [
      orderOf('files-2000'),
      orderOf('files-10000'),
      orderOf(...Array.from({ length: 8 }, () => 'files-2000')),
    ];
    const [view] = views(await submit(whole, '--wait'));
    expect([view?.items[0]?.files?.length, view?.items[0]?.fileCount]).toEqual([2_000, 2_000]);
    const [cut] = views(await submit(tooMany, '--wait'));
    expect(cut?.items[0]).toMatchObject({ state: 'produced', files: [], fileCount: 10_000, filesOmitted: true });
    const [eight] = views(await submit(together, '--wait'));
    expect(eight?.state).toBe('produced');
    expect(eight?.items.map(({ fileCount }) => fileCount)).toEqual(Array.from({ length: 8 }, () => 2_000));
    expect(eight?.items.filter(({ filesOmitted }) => filesOmitted).length).toBeGreaterThan(0);
  });

  it('let a produce call in flight finish when the worker is asked to end', async () => {
    const order = orderOf('fault:slow-answer');
    const before = await acceptedFor(order.orderId);
    await submit(order);
    await until('the call to be in flight', async () => (await acceptedFor(order.orderId)) > before);
    expect(await worker.end('SIGTERM')).toBe(0);
    worker = await startWorker();
    const view = await until('its end', async () => {
      const seen = await show(order.orderId);
      return seen?.state === 'produced' && seen;
    });
    expect(view.items[0]?.produceCalls).toBe(1);
    expect(await acceptedFor(order.orderId)).toBe(1);
  });

  it('leave neither token, key nor callback URL in a history', async () => {
    const order = orderOf('poster');
    await submit(order, '--wait');
    const handle = world.client.workflow.getHandle(`printess-default-${order.orderId}`);
    const { events } = await handle.fetchHistory();
    // Payloads are base64 in this JSON: they are read as text, or the search would find nothing in them.
    const text = JSON.stringify(events).replace(/"data":"([^"]*)"/g, (_match, data: string) =>
      Buffer.from(data, 'base64').toString('utf8'),
    );
    // The search does find what lies in payloads.
    expect(text).toContain(order.orderId);
    expect(text).toContain('poster');
    for (const secret of [TOKEN, SECRET, '/callbacks/printess']) expect(text).not.toContain(secret);
  });

  it('run the example of the README, which is that of docs/shop-typescript.md', async () => {
    const pages = ['README.md', 'docs/shop-typescript.md'].map((page) =>
      readFile(new URL(`../../${page}`, import.meta.url), 'utf8'),
    );
    const [code = '', ofPage] = (await Promise.all(pages)).map((page) => /```ts\n(.*?)```/s.exec(page)?.[1]);
    expect(ofPage).toBe(code);
    // Inside the project, so that it finds the package by its name.
    const folder = fileURLToPath(new URL('../../.printess/', import.meta.url));
    await mkdir(folder, { recursive: true });
    const file = `${folder}readme-${randomUUID()}.mjs`;
    await writeFile(file, code);
    const child = spawn(process.execPath, [file], { env: { ...process.env, TEMPORAL_ADDRESS: world.address } });
    let out = '';
    child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
    child.stderr.on('data', (chunk: Buffer) => (out += chunk.toString()));
    const exit = await new Promise((resolve) => child.once('close', resolve));
    await rm(file);
    expect(out).toMatch(/^produced \[/);
    expect(out).toContain('.pdf');
    expect(exit).toBe(0);
  });

  it('say what is wrong, with the right exit code', async () => {
    const bad = await submit({ orderId: '1', items: [{ itemId: 'a' }] });
    expect([bad.code, bad.stderr]).toEqual([2, expect.stringContaining('items[0].templateName')]);
    const order = orderOf('poster');
    await submit(order);
    const conflict = await submit({ ...order, priority: 1 });
    expect([conflict.code, conflict.stderr]).toEqual([2, expect.stringContaining('priority')]);
    const unknown = await processes.run(['show', 'nobody']);
    expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('nobody')]);
    const away = await processes.run(['show', '1'], { TEMPORAL_ADDRESS: '127.0.0.1:1' });
    expect([away.code, away.stderr]).toEqual([3, expect.stringContaining('TEMPORAL_ADDRESS')]);
    const misconfigured = await processes.run(['worker'], { CALLBACK_KEYS: 'short', WORKER_OPS_PORT: 'x' });
    expect(misconfigured.code).toBe(2);
    expect(misconfigured.stderr).toMatch(/CALLBACK_KEYS[^]*WORKER_OPS_PORT|WORKER_OPS_PORT[^]*CALLBACK_KEYS/);
    const usage = await processes.run(['nonsense']);
    expect(usage.code).toBe(2);
  });
});
