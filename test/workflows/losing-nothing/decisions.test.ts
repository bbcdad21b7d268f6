import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { ProduceAnswer } from '../../../src/contract/answer.js';
import type { ProduceInput } from '../../../src/contract/activity-inputs.js';
import { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../../../src/contract/search-attributes.js';
import type { OrderView } from '../../../src/contract/view.js';
import { callback } from '../../support/callback.js';
import { later } from '../../support/later.js';
import { orderOf } from '../../support/order-of.js';
import { needsAttention, only, rendering } from '../../support/order-states.js';
import { refused, accepted, jobOf, row, scriptedActivities, success } from '../../support/scripted-activities.js';
import { advance } from '../../../src/testing/skip-time.js';
import { until } from '../../support/until.js';
import { withOrders, type OrderHandle } from '../../support/with-orders.js';

/** What the first produce call was given. */
function firstCall({ produced: [input] }: { produced: ProduceInput[] }): ProduceInput {
  if (!input) throw new Error('There was no call');
  return input;
}

// What people decide, and in which order.

describe('nothing is lost', () => {
  it('of the others, when one item of an ended order is retried: they keep their files and can be retried too', async () => {
    const activities = scriptedActivities({
      produce: (input) => (input.generation === 1 && input.item.itemId !== 'i1' ? refused : accepted(input)),
    });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(3);
      const handle = await start(order);
      await seen(handle, 'two refusals', ({ items }) => items.filter(({ attention }) => attention).length === 2);
      await callback(handle);
      for (const itemId of ['i2', 'i3']) await production.abandonItem(order.orderId, { itemId, reason: 'later' });
      await handle.result();
      await production.retry(order.orderId, { itemId: 'i2' });
      const view = await seen(handle, 'i2 renders', ({ items }) => items[1]?.state === 'rendering');
      expect(view.items.map(({ state, generation }) => [state, generation])).toEqual([
        ['produced', 1],
        ['rendering', 2],
        ['abandoned', 1],
      ]);
      expect(view.items[0]?.files).toEqual(success.files);
      expect((await production.submit(order)).view.items).toHaveLength(3);
      await callback(handle, { itemId: 'i2', generation: 2, jobId: jobOf('i2', 2) });
      expect((await handle.result()).state).toBe('partly-produced');
      await production.retry(order.orderId, { itemId: 'i3' });
      await seen(handle, 'i3 renders', ({ items }) => items[2]?.state === 'rendering');
      await callback(handle, { itemId: 'i3', generation: 2, jobId: jobOf('i3', 2) });
      const last = await handle.result();
      expect(last.state).toBe('produced');
      expect(last.items.map(({ files }) => files)).toEqual([success.files, success.files, success.files]);
    });
  });

  it('by a correction with another item’s id, or one that is too large: it is refused by its path', async () => {
    await withOrders(scriptedActivities({ produce: () => refused }), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'a refusal', needsAttention);
      const retry = (wish: object) => production.retryItem(order.orderId, { itemId: 'i1', ...wish });
      await expect(retry({ item: { itemId: 'i9', templateName: 'mug' } })).rejects.toThrow('item.itemId: must stay i1');
      await expect(retry({ change: { itemId: 'i9' } })).rejects.toThrow('change.itemId: must stay i1');
      await expect(retry({ change: { colour: 'red' } })).rejects.toThrow('change.colour: not a known property');
      await expect(retry({ change: {}, item: { itemId: 'i1', templateName: 'x' } })).rejects.toThrow(
        'either change or item',
      );
      const large = { form: { text: 'x'.repeat(1_750_000) } };
      await expect(retry({ change: { vdp: large } })).rejects.toThrow(
        /change: 17\d+ bytes; this order may keep \d+ more/,
      );
      expect(only(await handle.query<OrderView>('order'))).toMatchObject({ state: 'attention', generation: 1 });
    });
  });

  it('of an item’s fields by a correction that is merged: the view says what has changed', async () => {
    const activities = scriptedActivities({ produce: (input, call) => (call === 1 ? refused : accepted(input)) });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf();
      const item = { itemId: 'i1', templateName: 'mug', copies: 250, vdp: { form: { name: 'Ada', place: 'London' } } };
      const handle = await start({ ...order, items: [item] });
      await seen(handle, 'a refusal', needsAttention);
      const change = { templateName: 'poster', vdp: { form: { place: null } } };
      const view = await production.retryItem(order.orderId, { change });
      expect(view.decisions).toMatchObject([{ changed: ['templateName', 'vdp.form.place (gone)'] }]);
      await seen(handle, 'rendering', rendering);
      expect(activities.produced[1]?.item).toEqual({ ...item, templateName: 'poster', vdp: { form: { name: 'Ada' } } });
    });
  });

  it('by checkNow: on a queued item it is not remembered, and four in a minute stretch no automatic check', async () => {
    const answer = later<ProduceAnswer>();
    const activities = scriptedActivities({ produce: () => answer.promise });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await handle.signal('checkNow');
      answer.resolve(accepted(firstCall(activities)));
      const before = only(await seen(handle, 'rendering', rendering));
      expect(before.statusCalls).toBe(0);
      for (let n = 1; n <= 4; n++) {
        await handle.signal('checkNow', { itemId: 'i1' });
        await seen(handle, `check ${n}`, (view) => only(view).statusCalls === n);
      }
      const after = only(await handle.query<OrderView>('order'));
      expect([after.nextStatusCheckAt, after.statusCalls]).toEqual([before.nextStatusCheckAt, 4]);
      await advance(client, handle, '12m');
      await seen(handle, 'the automatic one', (view) => only(view).statusCalls === 5);
    });
  });

  it('of a resume during a try: the try’s answer counts, and nothing is remembered for later', async () => {
    const held: ProduceAnswer = { kind: 'held', reason: 'insufficient-funds', message: '402.', produceCalls: 1 };
    const second = later<ProduceAnswer>();
    const activities = scriptedActivities({ produce: (_input, call) => (call === 2 ? second.promise : held) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the hold', needsAttention);
      await handle.signal('resume');
      await until('the try', () => activities.produced.length === 2);
      await handle.signal('resume');
      second.resolve(held);
      await seen(handle, 'held again', (view) => only(view).produceCalls === 2);
      await advance(client, handle, '14m');
      expect(activities.produced).toHaveLength(2);
      await advance(client, handle, '2m');
      await until('the next try', () => activities.produced.length === 3);
    });
  });

  it('of a job to two items that are told to adopt it in the same moment: one is refused', async () => {
    const activities = scriptedActivities({
      produce: () => ({ kind: 'found', jobs: [row('X', { match: 'other' })], produceCalls: 0 }),
    });
    await withOrders(activities, async ({ production, start, seen, stopWorkers, startWorkers }) => {
      const order = orderOf(3);
      const handle = await start(order);
      await seen(handle, 'a person to be asked', ({ items }) => items.every(({ state }) => state === 'attention'));
      await stopWorkers();
      const both = Promise.allSettled([
        production.adoptJob(order.orderId, { itemId: 'i1', jobId: 'K' }),
        production.adoptJob(order.orderId, { itemId: 'i2', jobId: 'K' }),
        production.retryItem(order.orderId, { itemId: 'i3', change: { adopt: { jobId: 'K' } } }),
      ]);
      await sleep(500);
      await startWorkers();
      expect((await both).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected', 'rejected']);
      const { items } = await handle.query<OrderView>('order');
      expect(items.filter(({ jobId }) => jobId === 'K')).toHaveLength(1);
    });
  });

  it('by a hold that keeps nobody any more: an item that is retried days later is tried', async () => {
    const activities = scriptedActivities({
      produce: (input) =>
        input.item.itemId === 'i1'
          ? { kind: 'held', reason: 'insufficient-funds', message: '402.', produceCalls: 1 }
          : accepted(input),
    });
    await withOrders(activities, async ({ client, production, start, seen }) => {
      const items = [
        { itemId: 'i1', templateName: 'mug' },
        { itemId: 'i2', templateName: 'mug', adopt: { jobId: 'K' } },
      ];
      const policy = { attentionTimeout: '2h', orderDeadline: '90m', statusChecks: ['80m'] };
      const order = orderOf(2, { items, policy });
      const handle = await start(order);
      await seen(handle, 'the hold', (view) => only(view).attention !== undefined);
      await production.abandonItem(order.orderId, { itemId: 'i1', reason: 'not wanted' });
      await advance(client, handle, '3h');
      await seen(handle, 'an overdue job', (view) => view.items[1]?.attention?.reason === 'overdue');
      await production.retryItem(order.orderId, { itemId: 'i2' });
      await seen(handle, 'the retry', (view) => view.items[1]?.state === 'rendering');
    });
  });

  it('of an order that was terminated: it can be shown, submitted, listed and retried', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(2);
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      await callback(handle);
      await seen(handle, 'one to be produced', (view) => only(view).state === 'produced');
      await handle.terminate();
      const view = await production.get(order.orderId);
      expect([view.state, view.items[1]?.warnings?.join()]).toEqual([
        'partly-produced',
        expect.stringContaining('terminated'),
      ]);
      expect(await production.submit(order)).toMatchObject({ created: false, view: { items: [{}, {}] } });
      const again = await production.retry(order.orderId);
      expect(again.items.map(({ state, generation }) => [state, generation])).toEqual([
        ['produced', 1],
        ['rendering', 1],
      ]);
      await callback(handle, { itemId: 'i2', jobId: jobOf('i2') });
      expect((await handle.result()).state).toBe('produced');
      expect(activities.produced).toHaveLength(2);
    });
  });

  it('of an order that a plain client started: the workflow adds what its start lacks', async () => {
    await withOrders(scriptedActivities(), async ({ client, production, seen }) => {
      const { orderId, items } = orderOf();
      const { workflowId } = await client.workflow.start('productionOrder', {
        workflowId: `printess-default-${orderId}`,
        taskQueue: 'printess-production',
        args: [{ orderId, items }],
      });
      const handle: OrderHandle = client.workflow.getHandle(workflowId);
      await seen(handle, 'rendering', rendering);
      const { typedSearchAttributes } = await handle.describe();
      expect(typedSearchAttributes.get(PRINTESS_STATE)).toBe('running');
      expect(typedSearchAttributes.get(PRINTESS_SHOP)).toBe('default');
      expect(typedSearchAttributes.get(PRINTESS_ATTENTION) ?? []).toEqual([]);
      await handle.terminate();
      expect(await production.submit({ orderId, items })).toMatchObject({ created: false });
      await production.retry(orderId);
      await callback(handle);
      expect((await handle.result()).state).toBe('produced');
    });
  });
});
