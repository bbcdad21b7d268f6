import { readFile, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { draw, readPanels } from '../../scripts/draw-dashboard.mjs';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';
import { MONITORING, promtool, startPrometheus, type Prometheus } from './with-prometheus.js';

// Dashboard and alarms, loaded and asked by the real Prometheus, over a load of orders with whose printing much goes wrong.

const read = (path: string) => readFile(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

const FAULTS = [
  'lose-answer',
  'fail-render',
  'lose-callback',
  'refuse',
  'garbled-callback',
  'error-500',
  'status-fails+lose-callback',
];
const API_KEY = 'key-of-the-default-shop-0001';

let world: ProcessWorld;
let worker: Running;
let prometheus: Prometheus;
let ports: { worker: string; server: string; api: string };
let start: number;

const portOf = (running: Running, what: string) =>
  new RegExp(`${what} on port (\\d+)`).exec(running.stderr())?.[1] ?? '';

/** Orders by the API, one after the other; of seven items each, some go wrong. */
async function order(orderId: string, templates: string[]): Promise<void> {
  const items = templates.map((templateName, index) => ({ itemId: `i${index}`, templateName }));
  await fetch(`http://127.0.0.1:${ports.api}/v1/orders/${orderId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${API_KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ items }),
  });
}

const good = (count: number) => Array.from({ length: count }, () => 'poster');

async function loadWithFaults(): Promise<void> {
  for (let n = 0; n < 12; n++) await order(`calm-${n}`, good(5));
  await sleep(6_000);
  for (const [n, fault] of FAULTS.entries())
    await order(`fault-${n}`, [...good(3), `fault:${fault}`, `fault:${fault}`]);
  // Nobody knows of the lost call, and the list shows nothing.
  await order('unknown', ['fault:lose-answer+lose-callback+list-cuts-meta']);
  await sleep(6_000);
  // An account that is empty for a while.
  await world.fault('no-credits', 4);
  for (let n = 0; n < 6; n++) await order(`poor-${n}`, good(3));
  await sleep(6_000);
  // A deploy that has lost a workflow.
  await world.client.workflow.start('noSuchWorkflow', { workflowId: 'broken', taskQueue: 'printess-production' });
  for (let n = 0; n < 12; n++) await order(`late-${n}`, good(5));
  await sleep(8_000);
}

beforeAll(async () => {
  world = await startProcessWorld({
    ORDERS_API_KEYS: `default:${API_KEY}`,
    ORDERS_API_PORT: '0',
    PRINTESS_HOLD_RETRY: '3s',
    PRINTESS_SETTLE_TIME: '1s',
    PRINTESS_HTTP_TIMEOUT: '5s',
  });
  worker = await world.startWorker({ WORKER_OPS_PORT: '0' });
  ports = {
    worker: portOf(worker, 'health'),
    server: portOf(world.server, 'health and metrics'),
    api: portOf(world.server, 'orders API'),
  };
  prometheus = await startPrometheus({ 'printess-worker': [ports.worker], 'printess-server': [ports.server] });
  start = Date.now() / 1_000;
  await loadWithFaults();
  await until('Prometheus to see what waits', async () => {
    const query = 'printess_attention_items{reason="refused"} > 0';
    return (await prometheus.api<{ result: unknown[] }>('query', { query })).result.length > 0;
  });
});
afterAll(async () => {
  await prometheus.close();
  await world.close();
});

interface Rules {
  groups: {
    rules: { name: string; query: string; health: string; state: string; annotations: Record<string, string> }[];
  }[];
}
const rules = async () => (await prometheus.api<Rules>('rules')).groups.flatMap((group) => group.rules);

describe('the metrics', () => {
  it.each(['worker', 'server'] as const)('of a %s are named as Prometheus wants them', async (name) => {
    const text = await (await fetch(`http://127.0.0.1:${ports[name]}/metrics`)).text();
    expect(text).toContain('printess_');
    expect(await promtool(['check', 'metrics'], text)).toEqual({ ok: true, output: '' });
  });
});

describe('the dashboard', () => {
  it('and the alarms ask for nothing that no process tells', async () => {
    const asked = `${await read('deploy/monitoring/dashboard.json')} ${await read('deploy/monitoring/alerts.yaml')}`;
    const names = new Set(
      [...asked.matchAll(/\b(?:printess|temporal|nodejs|process)_[a-z0-9_]+(?=[{)[ ]| *[>"])/g)].map(([name]) => name),
    );
    expect(names.size).toBeGreaterThan(15);
    // The SDK tells of failures once there are some.
    const expected = [...names].filter((name) => !/^temporal_\w+_(failed|failure)_total$/.test(name));
    await until('each to be told', async () => {
      const told = new Set(await prometheus.api<string[]>('label/__name__/values'));
      expect(expected.filter((name) => !told.has(name))).toEqual([]);
      return true;
    });
  });

  it('shows something in every panel over a load with faults', async () => {
    const { load, drawn, panels } = await until('every panel to show something', async () => {
      const load = { start, end: Date.now() / 1_000, step: 2 };
      const drawn = await readPanels(prometheus.url, load);
      const panels = drawn.filter(({ panel }) => panel.type !== 'row');
      const empty = panels.filter(({ series }) => !series.some(({ points }) => points.length > 0));
      expect(empty.map(({ panel }) => panel.title)).toEqual([]);
      return { load, drawn, panels };
    });
    expect(panels.flatMap(({ series }) => series.map(({ name }) => name)).filter((name) => name.trim() === '')).toEqual(
      [],
    );
    if (process.env['SCREENSHOTS'])
      await writeFile(
        fileURLToPath(new URL('../../docs/images/dashboard.svg', import.meta.url)),
        draw(drawn, { ...load, title: 'Printess production: a minute of orders, with faults' }),
      );
  });
});

describe('the alarms', () => {
  it('go off by what they are for, and are silent by what they are not for', async () => {
    expect(await promtool(['check', 'config', `${MONITORING}prometheus.yaml`])).toMatchObject({ ok: true });
    const tests = fileURLToPath(new URL('alerts.test.yaml', import.meta.url));
    expect(await promtool(['test', 'rules', tests])).toMatchObject({ ok: true });
    const tested = new Set([...(await readFile(tests, 'utf8')).matchAll(/alertname: (\w+)/g)].map(([, name]) => name));
    expect([...tested].sort()).toEqual((await rules()).map(({ name }) => name).sort());
  });

  it('each name a section of the docs that is there', async () => {
    const headings = [...(await read('docs/operations.md')).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, '')
        .replaceAll(' ', '-'),
    );
    for (const { name, annotations } of await rules()) {
      const [path, anchor] = (annotations['runbook_url'] ?? '').split('#');
      expect([name, path, headings.includes(anchor ?? '') ? anchor : headings]).toEqual([
        name,
        'docs/operations.md',
        anchor,
      ]);
    }
  });

  it('are evaluated by the real Prometheus, and see what has gone wrong', async () => {
    const seen = async (alarm: string) =>
      (await rules()).some(({ name, state }) => name === alarm && state !== 'inactive');
    // A counter that Prometheus sees for the first time has not increased: this one does by the next try of the task.
    await until('the broken order to be seen', () => seen('PrintessOrdersBroken'));
    expect((await rules()).filter(({ health }) => health !== 'ok')).toEqual([]);
    expect(await seen('PrintessWorkerGone')).toBe(false);
    await worker.end('SIGKILL');
    await until('its absence to be seen', () => seen('PrintessWorkerGone'));
  });
});
