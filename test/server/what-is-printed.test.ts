import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { WorkflowFailedError, WorkflowUpdateFailedError } from '@temporalio/client';
import { ApplicationFailure, RawValue } from '@temporalio/common';
import fc from 'fast-check';
import { createActivities } from '../../src/activities/index.js';
import { readOrders } from '../../src/cli/commands/read-orders.js';
import { ActionRefusedError, createClient, InvalidOrderError, type OrderView } from '../../src/client/index.js';
import type { Issue } from '../../src/contract/issues.js';
import { MEMO, TASK_QUEUES } from '../../src/contract/names.js';
import { mintToken } from '../../src/printess/callback-token.js';
import { createPrintessClient } from '../../src/printess/client.js';
import { createCallbacksApp } from '../../src/server/callbacks/callbacks-app.js';
import { createSignalOrder } from '../../src/server/callbacks/signal-order.js';
import { createOrdersApp } from '../../src/server/orders/orders-app.js';
import { anyJsonText, asHeld, canBeCarried, sameJson } from '../support/json-text.js';
import { until } from '../support/until.js';
import { withOrders, type Orders } from '../support/with-orders.js';
import { withServer } from '../support/with-server.js';

const KEY = 'key-of-the-default-shop-0001';
const KEYS = [{ kid: 'k', secret: 's'.repeat(32) }];
const newId = () => `p-${randomUUID().slice(0, 13)}`;

/** What came of an order or a correction at a door: what is wrong with it, or nothing. */
type Came = { issues: Issue[] } | { issues?: undefined };

interface World {
  orders: Orders;
  /** Calls the orders API with a body as it is written. */
  api: (method: string, path: string, body: string, type?: string) => Promise<Response>;
  /** Delivers a callback to an item of the order. */
  deliver: (orderId: string, itemId: string, body: string) => Promise<number>;
  /** What Printess was sent for an order, as it came. */
  sent: (orderId: string) => string[];
}

/** Orders with the real activities before a stand-in that keeps what Printess is sent; it refuses templates named refuse-…. */
async function withWorld(test: (world: World) => Promise<void>): Promise<void> {
  const bodies: { orderId: string; body: string }[] = [];
  const callbackUrl = (target: Parameters<typeof mintToken>[1]) => `http://127.0.0.1:1/${mintToken(KEYS, target)}`;
  await withServer(
    (request, response) =>
      void text(request).then((body) => {
        if (request.url !== '/production/produce') return response.end('{"orders":[],"count":0}');
        const { externalOrderId: orderId, templateName } = JSON.parse(body) as Record<string, string>;
        if (templateName?.startsWith('refuse-')) return response.writeHead(406).end('{"c":1,"m":"No."}');
        const count = bodies.push({ orderId: orderId ?? '', body });
        response.end(`{"jobId":"job-${count}"}`);
      }),
    (apiUrl) => {
      const client = createPrintessClient({ apiUrl, token: () => Promise.resolve('t') });
      const shop = { client, origin: 'test', check: () => Promise.resolve(undefined) };
      const activities = createActivities({ shop: () => shop, callbackUrl });
      return withOrders(activities, (orders) =>
        withServer(ordersApp(orders), (ordersUrl) =>
          withServer(callbacksApp(orders), (callbacksUrl) =>
            test({
              orders,
              api: (method, path, body, type = 'application/json') =>
                fetch(ordersUrl + path, {
                  method,
                  headers: { authorization: `Bearer ${KEY}`, 'content-type': type },
                  ...(method !== 'GET' && { body }),
                }),
              deliver: async (orderId, itemId, body) => {
                const token = mintToken(KEYS, { shop: 'default', orderId, itemId, generation: 1 });
                const headers = { 'content-type': 'application/json' };
                const url = `${callbacksUrl}/callbacks/printess/${token}`;
                return (await fetch(url, { method: 'POST', headers, body })).status;
              },
              sent: (orderId) => bodies.filter((one) => one.orderId === orderId).map(({ body }) => body),
            }),
          ),
        ),
      );
    },
  );
}

const ordersApp = ({ client }: Orders) =>
  createOrdersApp({
    keys: [{ shop: 'default', key: KEY }],
    clientOf: (shop) => createClient(client, { shop }),
    within: (_ms, work) => work(),
    temporal: () => Promise.resolve(),
    rate: 10_000,
    stopping: new AbortController().signal,
    log: () => undefined,
    keyRefused: () => undefined,
  });

const callbacksApp = ({ client }: Orders) =>
  createCallbacksApp({
    keys: KEYS,
    fileHosts: ['.printess.com'],
    answered: () => undefined,
    signal: createSignalOrder(client),
  });

type Order = { orderId: string; items: { itemId: string; templateName: string }[] };
const itemText = (data: string) => `{"itemId":"mug","templateName":"poster","vdp":{"data":${data}}}`;
const orderText = (orderId: string, data: string) => `{"orderId":"${orderId}","items":[${itemText(data)}]}`;
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- says what a test expects
const parsed = <T>(json: string) => JSON.parse(json) as T;
const issuesOfClient = (error: unknown): Came => {
  if (error instanceof InvalidOrderError) return { issues: error.issues };
  throw error;
};

/** The doors, each given an order's id and the JSON of one item's free data; `reads` says whether it reads the text itself. */
const DOORS: Record<
  string,
  { reads: boolean; at: string; bring: (world: World, id: string, data: string) => Promise<Came> }
> = {
  'PUT of an order': {
    reads: true,
    at: 'items[0].vdp.data',
    bring: async ({ api }, id, data) => {
      const answer = await api('PUT', `/v1/orders/${id}`, `{"items":[${itemText(data)}]}`);
      return (await answer.json()) as Came;
    },
  },
  'a line of many': {
    reads: true,
    at: 'items[0].vdp.data',
    bring: async ({ api }, id, data) => {
      const answer = await api('POST', '/v1/orders', orderText(id, data), 'application/x-ndjson');
      return parsed<{ problem?: Came }>(await answer.text()).problem ?? {};
    },
  },
  'a file of submit': {
    reads: true,
    at: 'items[0].vdp.data',
    bring: async ({ orders }, id, data) => {
      const folder = await mkdtemp(join(tmpdir(), 'orders-'));
      try {
        const path = join(folder, 'orders.json');
        await writeFile(path, `\ufeff[${orderText(id, data)}]`);
        for (const order of await readOrders(path)) await orders.production.submit(order);
        return {};
      } catch (error) {
        return issuesOfClient(error);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  },
  'the TypeScript client': {
    reads: false,
    at: 'items[0].vdp.data',
    bring: ({ orders }, id, data) =>
      orders.production.submit(parsed<Order>(orderText(id, data))).then(() => ({}), issuesOfClient),
  },
  'a workflow started by hand': {
    reads: false,
    at: 'items[0].vdp.data',
    bring: async ({ orders, sent }, id, data) => {
      const handle = await orders.client.workflow.start('productionOrder', {
        workflowId: `printess-default-${id}`,
        taskQueue: TASK_QUEUES.production,
        // Without it each run would wait for five seconds before it looks into its past.
        memo: { [MEMO.first]: true },
        args: [typed(orderText(id, data))],
      });
      try {
        const hasFailed = async () => (await handle.describe()).status.name === 'FAILED';
        await until('an end or a call', async () => sent(id).length > 0 || (await hasFailed()));
        if (sent(id).length > 0) return {};
        return await handle.result().then(() => ({}), refusalOf);
      } finally {
        await handle.terminate().catch(() => undefined);
      }
    },
  },
  'a correction by the API': {
    reads: true,
    at: 'item.vdp.data',
    bring: async (world, id, data) => {
      await beRefused(world, id);
      const answer = await world.api('POST', `/v1/orders/${id}/items/mug/retry`, `{"item":${itemText(data)}}`);
      return (await answer.json()) as Came;
    },
  },
  'a correction by the TypeScript client': {
    reads: false,
    at: 'item.vdp.data',
    bring: async (world, id, data) => {
      await beRefused(world, id);
      const item = parsed<Order['items'][0]>(itemText(data));
      return world.orders.production.retryItem(id, { itemId: 'mug', item }).then(() => ({}), refusalOf);
    },
  },
  'a correction by hand': {
    reads: false,
    at: 'item.vdp.data',
    bring: async (world, id, data) => {
      await beRefused(world, id);
      const handle = world.orders.client.workflow.getHandle(`printess-default-${id}`);
      return handle
        .executeUpdate('retryItem', { args: [typed(`{"item":${itemText(data)}}`)] })
        .then(() => ({}), refusalOf);
    },
  },
};

/** An argument as the Web UI sends it: JSON as a person has typed it. */
const typed = (json: string) =>
  RawValue.fromPayload({ metadata: { encoding: Buffer.from('json/plain') }, data: Buffer.from(json) });

function refusalOf(error: unknown): Came {
  const isOfWorkflow = error instanceof WorkflowUpdateFailedError || error instanceof WorkflowFailedError;
  const failure = isOfWorkflow ? error.cause : error;
  if (failure instanceof ActionRefusedError || failure instanceof ApplicationFailure)
    return { issues: [{ path: '', message: failure.message }] };
  throw error;
}

async function beRefused({ orders }: Pick<World, 'orders'>, id: string): Promise<void> {
  const handle = await orders.start({ orderId: id, items: [{ itemId: 'mug', templateName: 'refuse-this' }] });
  await orders.seen(handle, 'a person', ({ state }) => state === 'attention');
}

/** What people have lost. */
const KNOWN = [
  '{"serial":90071992547409931}',
  '[1e999]',
  '{"a":{"__proto__":1}}',
  String.raw`["\ud83d"]`,
  '['.repeat(120) + ']'.repeat(120),
  '{"constructor":{"toString":"x"},"toJSON":[]}',
  '{"serial":"90071992547409931","price":0.1,"none":[],"nothing":null}',
  String.raw`"\ud83d\ude00\/"`,
  '{}',
];

describe('what is ordered is what is printed', () => {
  it.each(Object.entries(DOORS))(
    'by %s: any JSON arrives equal, digit for digit, or is refused by its path',
    async (_name, { reads, at, bring }) => {
      await withWorld(async (world) => {
        const ends = { arrived: 0, refused: 0 };
        const check = async (written: string) => {
          const id = newId();
          const data = reads ? written : asHeld(written);
          const { issues } = await bring(world, id, written);
          if (issues) {
            ends.refused++;
            expect(issues.length).toBeGreaterThan(0);
            for (const { path, message } of issues)
              expect(`${path} ${message}`).toMatch(new RegExp(`${at.replace(/[[\].]/g, '\\$&')}|nested deeper`));
            expect([data, canBeCarried(data) && !/\[{100}/.test(data)]).toEqual([data, false]);
            expect(world.sent(id)).toEqual([]);
          } else {
            ends.arrived++;
            const [body = ''] = await until('the call', () => world.sent(id).length > 0 && world.sent(id));
            const { vdp } = parsed<{ vdp: { data: unknown } }>(body);
            expect({ data, arrives: sameJson(data, JSON.stringify(vdp.data)) }).toEqual({ data, arrives: true });
          }
        };
        for (const known of KNOWN) await check(known);
        await fc.assert(fc.asyncProperty(anyJsonText(), check), { numRuns: 10, interruptAfterTimeLimit: 10_000 });
        expect([ends.arrived > 3, ends.refused > 3]).toEqual([true, true]);
      });
    },
  );
});

describe('ids that plain objects treat specially', () => {
  it('are ids like any other: paid once, their callbacks taken, the order readable', async () => {
    const ids = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    await withWorld(async ({ api, deliver, sent }) => {
      for (const orderId of ids.map((id) => `${id}${newId()}`).concat('__proto__')) {
        const items = ids.map((itemId) => ({ itemId, templateName: 'poster', vdp: { form: { constructor: 'x' } } }));
        expect((await api('PUT', `/v1/orders/${orderId}`, JSON.stringify({ items }))).status).toBe(201);
        const calls = await until('the calls', () => sent(orderId).length === ids.length && sent(orderId));
        for (const [index, itemId] of ids.entries()) {
          expect(parsed(calls[index] ?? '')).toMatchObject({ vdp: { form: { constructor: 'x' } } });
          const view = await until('its job', async () => {
            const { items: shown } = (await (await api('GET', `/v1/orders/${orderId}`, '')).json()) as OrderView;
            return shown.find((one) => one.itemId === itemId && one.jobId !== undefined);
          });
          const url = 'https://files.printess.com/a.pdf';
          const result = `{"r":{"__proto__":"${url}","toString":"${url}"}}`;
          const body = `{"jobId":"${view.jobId ?? ''}","isFailure":false,"result":${result}}`;
          expect(await deliver(orderId, itemId, body)).toBe(200);
        }
        const ended = (await (await api('GET', `/v1/orders/${orderId}?wait=20s`, '')).json()) as OrderView;
        expect(ended).toMatchObject({ orderId, state: 'produced' });
        expect(ended.items.map(({ itemId, files }) => [itemId, files?.map(({ document }) => document)])).toEqual(
          ids.map((itemId) => [itemId, ['__proto__', 'toString']]),
        );
        expect(sent(orderId)).toHaveLength(ids.length);
      }
    });
  });
});

describe('an empty list of PHP', () => {
  it('is an empty object, in orders and as the body of a decision', async () => {
    await withWorld(async ({ api, orders, sent }) => {
      const orderId = newId();
      const lists = '{"itemId":"mug","templateName":"poster","outputSettings":[],"vdp":{"form":[],"records":[[]]}}';
      expect((await api('PUT', `/v1/orders/${orderId}`, `{"items":[${lists}]}`)).status).toBe(201);
      expect((await api('PUT', `/v1/orders/${orderId}`, `{"items":[${lists.replaceAll('[]', '{}')}]}`)).status).toBe(
        200,
      );
      const [body = ''] = await until('the call', () => sent(orderId).length > 0 && sent(orderId));
      expect(parsed(body)).toMatchObject({ outputSettings: {}, vdp: { form: {}, records: [{}] } });
      expect((await api('POST', `/v1/orders/${orderId}/check`, '[]')).status).toBe(202);

      const refused = newId();
      await beRefused({ orders }, refused);
      expect((await api('POST', `/v1/orders/${refused}/items/mug/retry`, '[]')).status).toBe(200);
      const adopt = await api('POST', `/v1/orders/${refused}/items/mug/adopt`, '[]');
      expect(await adopt.json()).toMatchObject({ status: 422, issues: [{ path: 'jobId' }] });
    });
  });
});
