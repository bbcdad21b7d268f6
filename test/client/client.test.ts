import { describe, expect, it } from '@jest/globals';
import { Client } from '@temporalio/client';
import {
  createClient,
  InvalidOrderError,
  NoWorkerError,
  OrderConflictError,
  OrderNotFoundError,
} from '../../src/client/index.js';
import { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../../src/contract/search-attributes.js';
import { isReset } from '../../src/client/sdk.js';
import { orderEnd } from '../../src/client/order-end.js';
import { orderOf } from '../support/order-of.js';
import { accepted, failure, jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { resetOrder } from '../support/reset-order.js';
import { until } from '../support/until.js';
import { withOrders } from '../support/with-orders.js';

const news = { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome: success };

describe('watch', () => {
  it('gives the view at once, each changed one, and ends with the order', async () => {
    await withOrders(scriptedActivities(), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      const states: string[] = [];
      for await (const { state, items } of production.watch(order.orderId)) {
        states.push(`${state}: ${items[0]?.state ?? ''}`);
        if (states.length === 1) await handle.signal('printessCallback', news);
      }
      expect(states).toEqual(['running: rendering', 'produced: produced']);
    });
  });

  it('throws for an order that is not there, and can be given up', async () => {
    await withOrders(scriptedActivities(), async ({ production, start }) => {
      const first = async (orderId: string, signal?: AbortSignal) => {
        for await (const { state } of production.watch(orderId, signal ? { signal } : {}))
          expect(state).toBe('running');
      };
      await expect(first('nobody')).rejects.toThrow(OrderNotFoundError);
      const order = orderOf();
      await start(order);
      await expect(first(order.orderId, AbortSignal.timeout(50))).rejects.toThrow(/timeout|aborted/i);
    });
  });
});

describe('get', () => {
  it('gives an ended order as it had ended, also where somebody starts it again in the same moment', async () => {
    await withOrders(scriptedActivities(), async ({ client, production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await handle.signal('printessCallback', news);
      await handle.result();
      let isFirst = true;
      const overtaken = new Client({
        connection: client.connection,
        namespace: client.options.namespace,
        interceptors: {
          workflow: [
            {
              async describe(input, next) {
                const description = await next(input);
                if (isFirst) {
                  isFirst = false;
                  await production.retry(order.orderId, { itemId: 'i1', generation: 1, reprint: true });
                }
                return description;
              },
            },
          ],
        },
      });
      const view = await client.connection.withDeadline(Date.now() + 60_000, () =>
        createClient(overtaken).get(order.orderId),
      );
      expect(view.items[0]).toMatchObject({ state: 'produced', generation: 1 });
      await client.workflow.getHandle(handle.workflowId).terminate();
    });
  });
});

describe('submit', () => {
  it('starts an order once, and joins it when it is repeated, running or ended', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      expect(await production.submit(order)).toMatchObject({ created: false, view: { orderId: order.orderId } });
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await handle.signal('printessCallback', news);
      await handle.result();
      expect(await production.submit(order)).toMatchObject({ created: false, view: { state: 'produced' } });
      // The policy is no part of what was ordered.
      expect(await production.submit({ ...order, policy: { orderDeadline: '1h' } })).toMatchObject({ created: false });
    });
    expect(activities.produced).toHaveLength(1);
  });

  it('refuses another body under the same id, and names the fields', async () => {
    await withOrders(scriptedActivities(), async ({ production, start }) => {
      const order = orderOf(2);
      await start(order);
      const other = {
        ...order,
        priority: 2,
        items: order.items.map((item, index) => ({ ...item, copies: index + 1 })),
      };
      const conflict = production.submit(other);
      await expect(conflict).rejects.toBeInstanceOf(OrderConflictError);
      await expect(conflict).rejects.toMatchObject({ fields: ['items[0].copies', 'items[1].copies', 'priority'] });
    });
  });

  it('refuses bad input before anything starts, every issue by its path', async () => {
    await withOrders(scriptedActivities(), async ({ client, production }) => {
      const bad = { ...orderOf(), shop: 'SHOP', items: [{ itemId: 'a', templateName: '' }] };
      const refused = production.submit(bad);
      await expect(refused).rejects.toBeInstanceOf(InvalidOrderError);
      await expect(refused).rejects.toMatchObject({ issues: [{ path: 'shop' }, { path: 'items[0].templateName' }] });
      await expect(client.workflow.getHandle(`printess-SHOP-${bad.orderId}`).describe()).rejects.toThrow();
    });
  });

  it('gives Temporal what its Web UI and lists show, and the priority', async () => {
    await withOrders(scriptedActivities(), async ({ client, start }) => {
      const shop = createClient(client, { shop: 'north', runbookUrl: 'https://runbook.example/' });
      const order = orderOf(2, { priority: 1, orderUrl: 'https://shop.example/orders/1(x)' });
      const { workflowId } = await shop.submit(order);
      expect(workflowId).toBe(`printess-north-${order.orderId}`);
      const handle = client.workflow.getHandle(workflowId);
      const description = await handle.describe();
      expect(description.typedSearchAttributes.get(PRINTESS_STATE)).toBe('running');
      expect(description.typedSearchAttributes.get(PRINTESS_SHOP)).toBe('north');
      expect(description.typedSearchAttributes.get(PRINTESS_ATTENTION) ?? []).toEqual([]);
      expect(description.priority).toMatchObject({ priorityKey: 1, fairnessKey: 'north' });
      expect(description.memo).toEqual({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), first: true });
      expect(await description.staticSummary()).toBe(`Order ${order.orderId} of shop north: 2 items`);
      expect(await description.staticDetails()).toContain('(https://shop.example/orders/1%28x%29)');
      await handle.terminate();
      const bare = await (await start(orderOf())).describe();
      expect(bare.priority).toMatchObject({ fairnessKey: 'default' });
    });
  });

  it('has a view to show where no worker runs', async () => {
    await withOrders(scriptedActivities(), async ({ production, stopWorkers, client }) => {
      await stopWorkers();
      const order = orderOf();
      const { created, view, workflowId } = await production.submit(order);
      expect([created, view.state, view.items[0]?.state]).toEqual([true, 'running', 'submitting']);
      expect((await production.submit(order)).view.state).toBe('running');
      await expect(production.get(order.orderId)).rejects.toBeInstanceOf(NoWorkerError);
      await client.workflow.getHandle(workflowId).terminate();
    });
  });
});

describe('get and wait', () => {
  it('wait for the end, and tell each change on the way', async () => {
    await withOrders(scriptedActivities(), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      const states: (string | undefined)[] = [];
      const waiting = production.wait(order.orderId, { onChange: ({ items }) => states.push(items[0]?.state) });
      await until('the first view', () => states.length === 1);
      await handle.signal('printessCallback', news);
      expect((await waiting).state).toBe('produced');
      expect(states).toEqual(['rendering', 'produced']);
    });
  });

  it('have their pauses cut short by the order’s end, once, and given up', async () => {
    await withOrders(scriptedActivities(), async ({ client, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      const end = orderEnd({ temporal: client, shop: 'default', options: {} }, order.orderId);
      const hour = 3_600_000;
      const pause = end.pause(hour);
      await expect(end.pause(hour, AbortSignal.timeout(20))).rejects.toThrow();
      await handle.signal('printessCallback', news);
      await pause;
      await expect(end.pause(hour, AbortSignal.timeout(20))).rejects.toThrow();
      end.close();
    });
  });

  it('stop waiting where a person is needed', async () => {
    await withOrders(scriptedActivities(), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await handle.signal('printessCallback', { ...news, outcome: failure });
      const view = await production.wait(order.orderId);
      expect(view.items[0]?.attention?.reason).toBe('render-failed');
      await expect(
        production.wait(order.orderId, { untilEnded: true, signal: AbortSignal.timeout(50) }),
      ).rejects.toThrow();
    });
  });

  it('say that there is no such order', async () => {
    await withOrders(scriptedActivities(), async ({ production }) => {
      await expect(production.get('nobody')).rejects.toBeInstanceOf(OrderNotFoundError);
    });
  });

  it('tell a run that was made by a reset from any other', async () => {
    await withOrders(scriptedActivities(), async ({ client, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      expect(isReset(await handle.describe())).toBe(false);
      await resetOrder({ client }, handle.workflowId);
      expect(isReset(await client.workflow.getHandle(handle.workflowId).describe())).toBe(true);
    });
  });

  it('show a cancelled order, and link to the Web UI', async () => {
    await withOrders(scriptedActivities({ produce: accepted }), async ({ client, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      const view = await createClient(client, { webUiUrl: 'https://temporal.example/' }).get(order.orderId);
      expect(view.state).toBe('cancelled');
      expect(view.links.webUi).toBe(
        `https://temporal.example/namespaces/${client.options.namespace}/workflows/printess-default-${order.orderId}`,
      );
    });
  });
});
