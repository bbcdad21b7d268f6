import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderView } from '../../src/contract/view.js';
import type { Running } from '../support/processes.js';
import { sampleOf, samplesOf } from '../support/metrics.js';
import { until } from '../support/until.js';
import { SECRET, startProcessWorld, TOKEN, type ProcessWorld } from '../support/with-processes.js';

// What the processes let one see: their logs, and their metrics.

const CANARY = 'Ada-Lovelace-12-Acacia-Avenue';
const API_KEY = 'key-of-the-default-shop-0001';

let world: ProcessWorld;
let worker: Running;
let view: OrderView;

/** What may go wrong, an item each. */
const ITEMS = {
  good: 'poster',
  refused: 'fault:refuse',
  lost: 'fault:lose-answer',
  failed: 'fault:fail-render',
  silent: 'fault:lose-callback',
  garbled: 'fault:garbled-callback',
};

const orderOf = (orderId: string, items: Record<string, string> = ITEMS) => ({
  orderId,
  items: Object.entries(items).map(([itemId, templateName]) => ({
    itemId,
    templateName,
    vdp: { form: { name: CANARY } },
  })),
});

async function settled(orderId: string): Promise<OrderView> {
  return until('every item to have come to rest', async () => {
    const seen = await world.show(orderId);
    return seen?.items.every(({ state }) => state !== 'submitting' && state !== 'rendering') && seen;
  });
}

beforeAll(async () => {
  world = await startProcessWorld({
    LOG_LEVEL: 'info',
    ORDERS_API_KEYS: `default:${API_KEY}`,
    ORDERS_API_PORT: '0',
  });
  worker = await world.startWorker();
  await world.submit(orderOf('seen'));
  view = await settled('seen');
});
afterAll(() => world.close());

type Line = Record<string, unknown> & { level: string; time: string; msg: string };

const outputOf = (process: Running) => process.stdout() + process.stderr();
const linesOf = (process: Running): Line[] =>
  outputOf(process)
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Line);
const jobOf = (itemId: string) => view.items.find((item) => item.itemId === itemId)?.jobId;

describe('the log', () => {
  it('is a JSON line each, with level and time, whoever writes it', () => {
    for (const process of [worker, world.server]) {
      const lines = linesOf(process);
      expect(lines.length).toBeGreaterThan(3);
      for (const line of lines)
        expect(line).toMatchObject({
          level: expect.stringMatching(/^(info|warn|error)$/),
          time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          msg: expect.any(String),
        });
    }
    // The SDK's own part too.
    expect(linesOf(worker)).toContainEqual(expect.objectContaining({ sdkComponent: 'worker', level: 'info' }));
  });

  it('tells every paid call, and its answer, with shop, order, item and job', async () => {
    const { calls } = await world.ledger();
    const lines = linesOf(worker);
    const asked = lines.filter(({ msg }) => msg === 'Printess is asked to produce');
    const answered = lines.filter(({ msg }) => msg === 'Printess has answered produce');
    expect(asked).toHaveLength(calls['/production/produce'] ?? 0);
    expect(answered.map(({ item, answer, job }) => [item, answer, job]).sort()).toEqual(
      [
        ['good', 'accepted', jobOf('good')],
        ['refused', 'refused', undefined],
        ['lost', 'ambiguous', undefined],
        ['failed', 'accepted', jobOf('failed')],
        ['silent', 'accepted', jobOf('silent')],
        ['garbled', 'accepted', jobOf('garbled')],
      ].sort(),
    );
    for (const line of [...asked, ...answered])
      expect(line).toMatchObject({ level: 'info', shop: 'default', order: 'seen', generation: 1 });
  });

  it('tells every state that an item reaches, once, and why', async () => {
    // A worker that replays the order has told it already.
    await worker.end('SIGTERM');
    const before = linesOf(worker);
    worker = await world.startWorker();
    await world.show('seen');
    const reached = [...before, ...linesOf(worker)].filter(({ msg }) => msg.startsWith('An item is '));
    const of = (itemId: string) =>
      reached.filter(({ item }) => item === itemId).map(({ state, reason, source }) => [state, reason ?? source]);
    expect(of('good')).toEqual([
      ['calling', undefined],
      ['rendering', undefined],
      ['produced', 'callback'],
    ]);
    expect(of('refused')).toEqual([
      ['calling', undefined],
      ['attention', 'refused'],
    ]);
    expect(of('failed')).toEqual([
      ['calling', undefined],
      ['rendering', undefined],
      ['attention', 'render-failed'],
    ]);
    expect(of('silent').at(-1)).toEqual(['produced', 'status']);
    expect(of('lost').slice(0, 2)).toEqual([
      ['calling', undefined],
      ['unanswered', undefined],
    ]);
    expect(of('lost').at(-1)?.[0]).toBe('produced');
    for (const line of reached) expect(line).toMatchObject({ level: 'info', shop: 'default', order: 'seen' });
    expect(reached.find(({ item, state }) => item === 'good' && state === 'produced')?.['job']).toBe(jobOf('good'));
  });

  it('tells the answer to every callback, and of requests without a good token now and then', async () => {
    const port = /Callbacks on port (\d+)/.exec(world.server.stderr())?.[1] ?? '';
    for (let n = 0; n < 5; n++)
      await fetch(`http://127.0.0.1:${port}/callbacks/printess/${CANARY}-${n}`, { method: 'POST' });
    const lines = linesOf(world.server);
    const answered = lines.filter(({ msg }) => msg === 'A callback was answered');
    expect(answered).toContainEqual(
      expect.objectContaining({
        shop: 'default',
        order: 'seen',
        item: 'good',
        job: jobOf('good'),
        answer: 'forwarded',
      }),
    );
    expect(answered).toContainEqual(expect.objectContaining({ item: 'garbled', answer: 'unreadable' }));
    expect(answered.some(({ item }) => item === 'silent')).toBe(false);
    expect(lines.filter(({ msg }) => msg.includes('without a good token'))).toHaveLength(1);
  });

  it('holds neither a token, nor a callback URL, nor form data, at any level', async () => {
    await worker.end('SIGTERM');
    const first = outputOf(worker);
    worker = await world.startWorker({ LOG_LEVEL: 'trace' });
    const server = await world.processes.start(['server', '--only', 'orders'], /orders API on port/, {
      LOG_LEVEL: 'trace',
      ORDERS_API_PORT: '0',
    });
    const api = /orders API on port (\d+)/.exec(server.stderr())?.[1] ?? '';
    const put = (id: string, items: unknown, key = API_KEY) =>
      fetch(`http://127.0.0.1:${api}/v1/orders/${id}`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify({ items }),
      });
    expect((await put('traced', orderOf('traced').items)).status).toBe(201);
    expect((await put('traced', orderOf('traced', { other: CANARY }).items)).status).toBe(409);
    expect((await put('bad', [{ itemId: CANARY.repeat(4), templateName: 1, vdp: { form: [CANARY] } }])).status).toBe(
      422,
    );
    expect((await put('traced', [], `${API_KEY}-no`)).status).toBe(401);
    await settled('traced');
    // A workflow that fails says why in the log.
    const handle = await world.client.workflow.start('productionOrder', {
      workflowId: 'printess-default-invalid',
      taskQueue: 'printess-production',
      args: [
        {
          orderId: 'invalid',
          items: [
            { itemId: 'a', copies: CANARY, outputType: CANARY, vdp: { form: { name: CANARY, street: [CANARY] } } },
          ],
        },
      ],
    });
    await expect(handle.result()).rejects.toThrow();
    await world.fault('token-revoked', 1);
    await world.submit(orderOf('revoked', { a: 'poster' }));
    await until('it to be held', async () => (await world.show('revoked'))?.state === 'attention');
    await worker.end('SIGTERM');
    const told = first + [worker, server, world.server].map(outputOf).join('');
    expect(told).toContain('revoked');
    for (const secret of [TOKEN, SECRET, API_KEY, CANARY, '/callbacks/printess'])
      expect(told.split('\n').filter((line) => line.includes(secret))).toEqual([]);
    // Payloads may hide in base64, or as lists of bytes.
    const base64 = Buffer.from(`xx${CANARY}`).toString('base64').slice(4, 20);
    const bytes = [...Buffer.from(CANARY.slice(0, 8))].join(', ');
    for (const hidden of [base64, bytes]) expect(told).not.toContain(hidden);
    worker = await world.startWorker();
  });
});

describe('the metrics', () => {
  const scrape = async (process: Running) => {
    const port = /health(?: and metrics)? on port (\d+)/.exec(process.stderr())?.[1] ?? '';
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
    expect(answer.headers.get('content-type')).toMatch(/^text\/plain/);
    return answer.text();
  };

  it('of a worker count answers, checks, outcomes and delays, beside the SDK’s own', async () => {
    await world.submit(orderOf('counted'));
    await settled('counted');
    const text = await scrape(worker);
    const value = (name: string, labels: Record<string, string> = {}) => sampleOf(text, name, labels);
    const shop = 'default';
    expect(value('printess_produce_answers_total', { shop, answer: 'accepted', sent: 'true' })).toBe(4);
    expect(value('printess_produce_answers_total', { shop, answer: 'ambiguous', sent: 'true' })).toBe(1);
    expect(value('printess_produce_answers_total', { shop, answer: 'refused', sent: 'true' })).toBe(1);
    expect(value('printess_outcomes_total', { shop, outcome: 'failed', source: 'callback' })).toBe(1);
    expect(value('printess_outcomes_total', { shop, outcome: 'succeeded', source: 'status' })).toBeGreaterThan(0);
    expect(value('printess_status_checks_total', { shop, answer: 'succeeded' })).toBeGreaterThan(0);
    expect(value('printess_attention_total', { shop, reason: 'refused' })).toBe(1);
    expect(value('printess_callback_delay_seconds_count', { shop })).toBeGreaterThan(0);
    expect(value('printess_ready', { check: 'temporal' })).toBe(1);
    expect(value('printess_ready', { check: 'polling' })).toBe(1);
    expect(value('temporal_workflow_task_execution_latency_seconds_count')).toBeGreaterThan(0);
    expect(value('temporal_activity_execution_latency_seconds_count', { activity_type: 'produce' })).toBe(6);
    expect(value('nodejs_heap_size_used_bytes')).toBeGreaterThan(0);
    // No series of the whole scrape comes twice, and all labels are spelled in one way.
    const series = samplesOf(text).map(({ series }) => series);
    expect(new Set(series).size).toBe(series.length);
    expect(text).not.toMatch(/[{,][a-z]+[A-Z]\w*="/);
  });

  it('of a server count callbacks, and what waits now: orders and items by reason, and for how long', async () => {
    const gauge = (text: string, name: string, reason: string) => sampleOf(text, name, { shop: 'default', reason });
    // An order is asked for its items once; until it is, each of its reasons counts as one.
    const text = await until('the items to be known', async () => {
      const seen = await scrape(world.server);
      const refused = ['seen', 'traced', 'counted'].length;
      return gauge(seen, 'printess_attention_items', 'refused') === refused && seen;
    });
    expect(gauge(text, 'printess_attention_orders', 'refused')).toBe(3);
    expect(gauge(text, 'printess_attention_orders', 'render-failed')).toBe(3);
    const age = await until('the age to be known', async () =>
      gauge(await scrape(world.server), 'printess_attention_oldest_age_seconds', 'refused'),
    );
    expect(age).toBeGreaterThan(0);
    expect(sampleOf(text, 'printess_callbacks_total', { answer: 'forwarded' })).toBeGreaterThan(0);
    expect(sampleOf(text, 'printess_callbacks_total', { answer: 'not-found' })).toBe(5);

    // What waits no longer counts no longer.
    const abandon = async (orderId: string, itemId: string) =>
      world.client.workflow.getHandle(`printess-default-${orderId}`).executeUpdate('abandonItem', {
        args: [{ itemId, reason: 'no use' }],
      });
    for (const orderId of ['seen', 'traced', 'counted']) await abandon(orderId, 'refused');
    await until('none to wait', async () => {
      const seen = await scrape(world.server);
      return gauge(seen, 'printess_attention_items', 'refused') === 0;
    });
  });
});
