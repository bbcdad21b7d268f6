import { describe, expect, it } from '@jest/globals';
import { createClient } from '../../src/client/index.js';
import { eventWorkflowId } from '../../src/contract/event.js';
import { orderOf } from '../support/order-of.js';
import { jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { recordHistory } from '../support/record-history.js';
import { skipTime } from '../../src/testing/skip-time.js';
import { until } from '../support/until.js';
import { withOrders, type OrderHandle } from '../support/with-orders.js';

const end = (handle: OrderHandle, itemId = 'i1', generation = 1, outcome: object = success) =>
  handle.signal('printessCallback', { itemId, generation, jobId: jobOf(itemId, generation), outcome });

const refusedOnce = () =>
  scriptedActivities({
    produce: ({ generation, item }) =>
      generation === 1
        ? { kind: 'refused', message: 'no.', produceCalls: 1 }
        : { kind: 'accepted', jobId: jobOf(item.itemId, generation), produceCalls: 1 },
  });

describe('a shop that wants events', () => {
  it('is told that an order needs a person, and how it ended, in growing numbers, each by a workflow of its own', async () => {
    const activities = refusedOnce();
    await withOrders(activities, async ({ client, start, seen }) => {
      const production = createClient(client, { events: true });
      const order = orderOf();
      const handle = await start(order, production);
      await seen(handle, 'attention', ({ state }) => state === 'attention');
      await production.retryItem(order.orderId, { itemId: 'i1', generation: 1 });
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await end(handle, 'i1', 2);
      const view = await handle.result();
      const told = await until('two events', () => activities.notified.length === 2 && activities.notified);
      expect(told.map(({ n, type, order: { state } }) => [n, type, state])).toEqual([
        [1, 'order.attention', 'attention'],
        [2, 'order.produced', 'produced'],
      ]);
      expect(told[1]?.order).toEqual(view);
      expect(new Set(told.map(({ webhookId }) => webhookId)).size).toBe(2);
      for (const { webhookId } of told) expect(webhookId).toMatch(/^evt_[0-9a-f-]{36}$/);
      const id = eventWorkflowId('default', order.orderId, 2);
      const delivery = client.workflow.getHandle(id);
      expect(await delivery.result()).toBe('delivered');
      await recordHistory(delivery, 'shopEvent delivered');
    });
  });

  it('with a dead receiver has its orders end all the same; the event goes on by itself', async () => {
    const activities = scriptedActivities({ deliverEvent: () => Promise.reject(new Error('nobody there')) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const order = orderOf();
      const handle = await start(order, createClient(client, { events: true }));
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await end(handle);
      expect((await handle.result()).state).toBe('produced');
      const event = client.workflow.getHandle(eventWorkflowId('default', order.orderId, 1));
      await until('a failed attempt', async () => {
        const { raw } = await event.describe();
        return raw.pendingActivities?.[0]?.lastFailure?.message === 'nobody there';
      });
      await event.terminate('the test is over');
    });
  });

  it('is given up after three days of attempts, ever less often', async () => {
    const activities = scriptedActivities({ deliverEvent: () => Promise.reject(new Error('nobody there')) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const order = orderOf();
      const handle = await start(order, createClient(client, { events: (shop) => shop === 'default' }));
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await end(handle);
      await handle.result();
      const event = client.workflow.getHandle(eventWorkflowId('default', order.orderId, 1));
      await skipTime(client, event);
      await expect(event.result()).rejects.toThrow();
      const { startTime, closeTime } = await event.describe();
      const days = ((closeTime?.getTime() ?? 0) - startTime.getTime()) / 86_400_000;
      expect(days).toBeGreaterThan(2.9);
      expect(days).toBeLessThanOrEqual(3.01);
      // An attempt an hour after the first few.
      expect(activities.notified.length).toBeGreaterThan(70);
      expect(activities.notified.length).toBeLessThan(85);
    });
  });

  it('is told of a cancelled order, and of one of which nothing came', async () => {
    const activities = refusedOnce();
    await withOrders(activities, async ({ client, start, seen }) => {
      const production = createClient(client, { events: true });
      const [cancelled, given] = [orderOf(), orderOf()];
      const one = await start(cancelled, production);
      await seen(one, 'attention', ({ state }) => state === 'attention');
      await one.cancel();
      const two = await start(given, production);
      await seen(two, 'attention', ({ state }) => state === 'attention');
      await production.abandonItem(given.orderId, { itemId: 'i1', reason: 'given up' });
      const typesOf = (id: string) =>
        activities.notified.filter(({ orderId }) => orderId === id).map(({ n, type }) => [n, type]);
      await until('all events', () => activities.notified.length === 4);
      expect(typesOf(cancelled.orderId)).toEqual([
        [1, 'order.attention'],
        [2, 'order.cancelled'],
      ]);
      expect(typesOf(given.orderId)).toEqual([
        [1, 'order.attention'],
        [2, 'order.failed'],
      ]);
    });
  });

  it('is told of an ended order that is started anew in numbers that go on', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client, start, seen }) => {
      const production = createClient(client, { events: true });
      const order = orderOf();
      const handle = await start(order, production);
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await end(handle);
      await handle.result();
      await production.retry(order.orderId, { itemId: 'i1', reprint: true });
      await seen(handle, 'rendering', ({ items }) => items[0]?.generation === 2 && items[0].state === 'rendering');
      await end(handle, 'i1', 2);
      await until('two events', () => activities.notified.length === 2);
      expect(activities.notified.map(({ n }) => n)).toEqual([1, 2]);
    });
  });

  it('is told without lists of files that are too long for an event', async () => {
    const files = Array.from({ length: 2_000 }, (_, index) => ({
      document: `page-${index}`,
      url: `https://files.example/${'x'.repeat(80)}/${index}.pdf`,
      name: `${index}.pdf`,
    }));
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(), createClient(client, { events: true }));
      await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
      await end(handle, 'i1', 1, { ...success, files, fileCount: 2_000 });
      await handle.result();
      const [event] = await until('the event', () => activities.notified.length === 1 && activities.notified);
      expect(event?.order.items[0]).toMatchObject({ fileCount: 2_000, filesOmitted: true });
      expect(event?.order.items[0]?.files).toBeUndefined();
    });
  });
});
