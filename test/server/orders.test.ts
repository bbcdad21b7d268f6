import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { createClient, type OrderView } from '../../src/client/index.js';
import { createOrdersApp } from '../../src/server/orders/orders-app.js';
import { freePort } from '../../src/temporal-server/index.js';
import { jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { until } from '../support/until.js';
import { withOrders, type Orders } from '../support/with-orders.js';
import { withServer } from '../support/with-server.js';

const NORTH = 'key-of-the-north-shop-0001';
const SOUTH = 'key-of-the-south-shop-0002';
const KEYS = [
  { shop: 'north', key: NORTH },
  { shop: 'south', key: SOUTH },
];

const DEPS = {
  keys: KEYS,
  rate: 10_000,
  temporal: () => Promise.resolve(),
  within: <T>(_ms: number, work: () => Promise<T>) => work(),
  stopping: new AbortController().signal,
  log: () => undefined,
  keyRefused: () => undefined,
};

interface Api {
  orders: Orders;
  call: (method: string, path: string, body?: unknown, headers?: Record<string, string>) => Promise<Called>;
  /** Has ended the order's first item well. */
  produce: (orderId: string) => Promise<void>;
}
interface Called {
  status: number;
  headers: Headers;
  json: Record<string, unknown> & { items: OrderView['items'] };
}

async function withApi(
  test: (api: Api) => Promise<void>,
  { activities = scriptedActivities(), rate = 10_000 } = {},
): Promise<void> {
  await withOrders(activities, async (orders) => {
    const clientOf = (shop: string) => createClient(orders.client, { shop });
    const within = <T>(ms: number, work: () => Promise<T>) =>
      orders.client.connection.withDeadline(Date.now() + ms, work);
    const app = createOrdersApp({ ...DEPS, clientOf, within, rate });
    await withServer(app, async (url) => {
      const call: Api['call'] = async (method, path, body, headers = {}) => {
        const response = await fetch(url + path, {
          method,
          headers: { authorization: `Bearer ${NORTH}`, 'content-type': 'application/json', ...headers },
          ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
        });
        const text = await response.text();
        const isJson = /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');
        return {
          status: response.status,
          headers: response.headers,
          json: (isJson ? JSON.parse(text) : { text }) as never,
        };
      };
      const produce = async (orderId: string) => {
        const handle = orders.client.workflow.getHandle(`printess-north-${orderId}`);
        await until(
          'rendering',
          async () => (await call('GET', `/v1/orders/${orderId}`)).json.items[0]?.state === 'rendering',
        );
        await handle.signal('printessCallback', {
          itemId: 'mug',
          generation: 1,
          jobId: jobOf('mug'),
          outcome: success,
        });
      };
      await test({ orders, call, produce });
    });
  });
}

const newId = () => `h-${randomUUID().slice(0, 10)}`;
const ORDER = { items: [{ itemId: 'mug', templateName: 'poster' }] };

describe('the orders API', () => {
  it('starts an order once: 201, the same again 200, another 409 with the fields that differ', async () => {
    await withApi(async ({ call }) => {
      const path = `/v1/orders/${newId()}`;
      const started = await call('PUT', path, ORDER);
      expect([started.status, started.headers.get('location'), started.json['shop']]).toEqual([201, path, 'north']);
      expect((await call('PUT', path, ORDER)).status).toBe(200);
      const other = await call('PUT', path, { items: [{ itemId: 'mug', templateName: 'card' }] });
      expect([other.status, other.json['fields']]).toEqual([409, ['items[0].templateName']]);
      expect(other.headers.get('content-type')).toContain('application/problem+json');
    });
  });

  it('names each issue by its path, and starts nothing; a dry run checks the shapes only', async () => {
    await withApi(async ({ call }) => {
      const path = `/v1/orders/${newId()}`;
      const bad = { items: [{ itemId: 'a b', templateName: 'poster', copys: 2 }], policy: {}, shop: 'south' };
      const refused = await call('PUT', path, bad);
      expect(refused.status).toBe(422);
      expect((refused.json['issues'] as { path: string }[]).map((fault) => fault.path)).toEqual([
        'items[0].itemId',
        'items[0].copys',
        'policy',
        'shop',
      ]);
      expect((await call('PUT', `${path}?dryRun=true`, bad)).status).toBe(422);
      const twice = { items: [ORDER.items[0], ORDER.items[0]] };
      expect((await call('PUT', `${path}?dryRun=true`, twice)).json['issues']).toEqual([
        { path: 'items[1].itemId', message: 'used by an earlier item' },
      ]);
      expect(await call('PUT', `${path}?dryRun=true`, ORDER)).toMatchObject({ status: 200, json: { valid: true } });
      expect((await call('GET', path)).status).toBe(404);
    });
  });

  it('answers a long poll when the order has ended, or as it stands when the time is over', async () => {
    await withApi(async ({ call, produce }) => {
      const orderId = newId();
      await call('PUT', `/v1/orders/${orderId}`, ORDER);
      expect((await call('GET', `/v1/orders/${orderId}?wait=1s`)).json['state']).toBe('running');
      const waiting = call('GET', `/v1/orders/${orderId}?wait=30s`);
      await produce(orderId);
      const { json } = await waiting;
      expect([json['state'], json.items[0]?.files?.length]).toEqual(['produced', 1]);
      for (const wait of ['2h', '', '0s'])
        expect(await call('GET', `/v1/orders/${orderId}?wait=${wait}`)).toMatchObject({
          status: 422,
          json: { issues: [{ path: 'wait' }] },
        });
    });
  });

  it('takes many orders as JSON Lines, and answers each in its line, whatever is wrong with the others', async () => {
    await withApi(async ({ call }) => {
      const [one, two] = [newId(), newId()];
      const lines = [
        JSON.stringify({ orderId: one, ...ORDER }),
        '{ not json',
        '',
        JSON.stringify({ orderId: two, items: [] }),
        JSON.stringify({ orderId: one, ...ORDER }),
        JSON.stringify({ orderId: two, ...ORDER }),
      ];
      const { status, json } = await call('POST', '/v1/orders', lines.join('\n'), {
        'content-type': 'application/x-ndjson',
      });
      expect(status).toBe(200);
      const answers = (json as unknown as { text: string }).text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { line: number; orderId?: string; status: number });
      expect(answers.map((answer) => [answer.line, answer.orderId])).toEqual([
        [1, one],
        [2, undefined],
        [4, undefined],
        [5, one],
        [6, two],
      ]);
      const statuses = answers.map((answer) => answer.status);
      // The same order twice in one batch: one of them starts it, the other joins.
      expect([statuses[0], statuses[3]].sort()).toEqual([200, 201]);
      expect([statuses[1], statuses[2], statuses[4]]).toEqual([422, 422, 201]);
    });
  });

  it('lists the shop’s orders a page at a time, by state', async () => {
    await withApi(async ({ call }) => {
      const ids = [newId(), newId(), newId()];
      for (const id of ids) await call('PUT', `/v1/orders/${id}`, ORDER);
      const all = async (query: string) => {
        const seen: string[] = [];
        let cursor: string | undefined = '';
        while (cursor !== undefined) {
          const { json, status } = await call('GET', `/v1/orders?${query}${cursor && `&cursor=${cursor}`}`);
          expect(status).toBe(200);
          const page = json as unknown as { orders: { orderId: string }[]; cursor?: string };
          seen.push(...page.orders.map(({ orderId }) => orderId));
          cursor = page.cursor;
        }
        return seen;
      };
      await until('the list to show them', async () => {
        const seen = await all('state=running&limit=2');
        return ids.every((id) => seen.includes(id));
      });
      expect(await all('attention=refused')).toEqual([]);
      expect((await call('GET', '/v1/orders?state=lost')).status).toBe(422);
      expect((await call('GET', '/v1/orders?cursor=AAAA')).status).toBe(404);
    });
  });

  it('lets a person decide about an item, and says what is possible where it is not', async () => {
    const activities = scriptedActivities({
      produce: ({ generation, item }) =>
        generation === 1
          ? { kind: 'refused', message: 'no.', produceCalls: 1 }
          : { kind: 'accepted', jobId: jobOf(item.itemId, generation), produceCalls: 1 },
    });
    await withApi(
      async ({ call }) => {
        const path = `/v1/orders/${newId()}`;
        await call('PUT', path, ORDER);
        const { json } = await call('GET', `${path}?wait=20s`);
        expect([json['state'], json.items[0]?.actions]).toEqual(['attention', ['retryItem', 'abandonItem']]);
        const item = `${path}/items/mug`;
        expect(await call('POST', `${item}/approve`, { reason: 'fine' })).toMatchObject({
          status: 409,
          json: { detail: expect.stringContaining('possible now: retryItem, abandonItem') },
        });
        expect((await call('POST', `${item}/abandon`, {})).json['issues']).toMatchObject([{ path: 'reason' }]);
        expect((await call('POST', `${item}/retry`, { generation: 7 })).status).toBe(409);
        expect((await call('POST', `${item}/retry`, { generation: 1 })).status).toBe(200);
        await until('the next generation', async () => (await call('GET', path)).json.items[0]?.state === 'rendering');
        expect((await call('POST', `${path}/check`)).status).toBe(202);
        expect((await call('POST', `${path}/cancel`)).status).toBe(202);
        await until('the end', async () => (await call('POST', `${path}/cancel`)).status === 409);
        expect((await call('GET', path)).json['state']).toBe('cancelled');
        expect((await call('POST', `${item}/retry`, { generation: 1 })).status).toBe(409);
        // Its job was paid, and has not failed: it is followed again.
        const again = (await call('POST', `${item}/retry`, { generation: 2 })).json;
        expect(again).toMatchObject({ generation: 2, state: 'rendering', decisions: [{}, { action: 'retryItem' }] });
      },
      { activities },
    );
  });

  it('orders a produced item again as a reprint of the generation that was seen, once however often it is sent', async () => {
    await withApi(async ({ call, produce }) => {
      const orderId = newId();
      await call('PUT', `/v1/orders/${orderId}`, ORDER);
      await produce(orderId);
      expect((await call('GET', `/v1/orders/${orderId}?wait=30s`)).json['state']).toBe('produced');
      const retry = (body: object) => call('POST', `/v1/orders/${orderId}/items/mug/retry`, body);
      expect((await retry({ generation: 1 })).status).toBe(409);
      expect((await retry({ reprint: true })).json['issues']).toMatchObject([{ path: 'generation' }]);
      const wish = { reprint: true, generation: 1 };
      const sent = await Promise.all([retry(wish), retry(wish), retry(wish)]);
      expect(sent.map(({ status }) => status).sort()).toEqual([200, 409, 409]);
      expect((await retry(wish)).status).toBe(409);
      expect((await call('GET', `/v1/orders/${orderId}`)).json.items[0]?.generation).toBe(2);
    });
  });

  it('shows one shop nothing of another’s, on any route', async () => {
    await withApi(async ({ call, orders }) => {
      const orderId = newId();
      const path = `/v1/orders/${orderId}`;
      await call('PUT', path, ORDER);
      const south = { authorization: `Bearer ${SOUTH}` };
      for (const [method, route, body] of [
        ['GET', path, undefined],
        ['GET', `${path}?wait=1s`, undefined],
        ['POST', `${path}/cancel`, undefined],
        ['POST', `${path}/check`, undefined],
        ['POST', `${path}/items/mug/retry`, {}],
        ['POST', `${path}/items/mug/adopt`, { jobId: 'j' }],
        ['POST', `${path}/items/mug/approve`, { reason: 'r' }],
        ['POST', `${path}/items/mug/abandon`, { reason: 'r' }],
      ] as const) {
        const { status, json } = await call(method, route, body, south);
        expect([route, status]).toEqual([route, 404]);
        expect(JSON.stringify(json)).not.toContain('north');
      }
      expect((await call('GET', '/v1/orders?limit=200', undefined, south)).json['orders']).not.toContainEqual(
        expect.objectContaining({ orderId }),
      );
      // The same id is the other shop's own order.
      expect((await call('PUT', path, { items: [{ itemId: 'x', templateName: 'y' }] }, south)).status).toBe(201);
      const { status } = await orders.client.workflow.getHandle(`printess-north-${orderId}`).describe();
      expect(status.name).toBe('RUNNING');
    });
  });

  it('refuses who has no key, whatever is asked, with a request id to ask us by', async () => {
    await withApi(async ({ call }) => {
      for (const authorization of [
        '',
        'Bearer x',
        `Basic ${NORTH}`,
        `Bearer ${NORTH}x`,
        `Bearer ${NORTH.slice(0, -1)}`,
      ]) {
        const { status, json, headers } = await call('PUT', '/v1/orders/1', '{', {
          authorization,
          'x-request-id': 'mine-1',
        });
        expect([status, json['requestId'], headers.get('x-request-id')]).toEqual([401, 'mine-1', 'mine-1']);
        expect(headers.get('www-authenticate')).toBe('Bearer');
      }
      const odd = await call('GET', '/v1/nothing', undefined, { 'x-request-id': '<script>' });
      expect([odd.status, odd.json['requestId']]).toEqual([404, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    });
  });

  it('limits bodies and requests: 400, 405, 413, 415, 429', async () => {
    await withApi(
      async ({ call }) => {
        const path = `/v1/orders/${newId()}`;
        expect((await call('PUT', path, '{')).status).toBe(400);
        expect((await call('PUT', path, 'a=b', { 'content-type': 'text/plain' })).status).toBe(415);
        expect((await call('PUT', path, `"${'x'.repeat(3_200_000)}"`)).status).toBe(413);
        const wrong = await call('DELETE', path);
        expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, 'PUT, GET']);
        expect((await call('GET', path)).status).toBe(404);
        const limited = await call('GET', path);
        expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '60']);
        expect((await call('GET', path, undefined, { authorization: `Bearer ${SOUTH}` })).status).toBe(404);
      },
      { rate: 5 },
    );
  });

  it('answers a decision that a cancellation was quicker than, in the same moment, as one that is not possible', async () => {
    await withApi(async ({ call, orders }) => {
      const orderId = newId();
      const path = `/v1/orders/${orderId}`;
      await call('PUT', path, ORDER);
      const handle = orders.client.workflow.getHandle<never>(`printess-north-${orderId}`);
      await orders.seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      // Both wait for a worker, and come to it together.
      await orders.stopWorkers();
      const abandoned = call('POST', `${path}/items/mug/abandon`, { reason: 'late' });
      await until('the decision to wait for a worker', async () => {
        const { raw } = await handle.describe();
        return raw.pendingWorkflowTask != null;
      });
      expect((await call('POST', `${path}/cancel`)).status).toBe(202);
      await orders.startWorkers();
      const { status, json } = await abandoned;
      expect([status, json['detail']]).toEqual([409, expect.stringContaining('meanwhile item mug is cancelled')]);
    });
  });

  it('says 503 with Retry-After where no worker answers, and where Temporal is away', async () => {
    await withApi(async ({ call, orders }) => {
      const path = `/v1/orders/${newId()}`;
      await orders.stopWorkers();
      expect((await call('PUT', path, ORDER)).status).toBe(201);
      const get = await call('GET', path);
      expect([get.status, get.headers.get('retry-after'), get.json['type']]).toEqual([
        503,
        '10',
        'urn:printess-production:no-worker',
      ]);
      expect((await call('POST', `${path}/items/mug/retry`, {})).status).toBe(503);
    });
    const connection = Connection.lazy({ address: `127.0.0.1:${await freePort()}` });
    const away = createClient(new Client({ connection }), { shop: 'north' });
    const within = <T>(_ms: number, work: () => Promise<T>) => connection.withDeadline(Date.now() + 500, work);
    const app = createOrdersApp({ ...DEPS, clientOf: () => away, within });
    await withServer(app, async (url) => {
      const response = await fetch(`${url}/v1/orders/1`, { headers: { authorization: `Bearer ${NORTH}` } });
      expect([response.status, await response.json()]).toMatchObject([
        503,
        { type: 'urn:printess-production:temporal-away' },
      ]);
    });
    await connection.close();
  });
});
