import { describe, expect, it } from '@jest/globals';
import { ActionRefusedError } from '../../src/client/index.js';
import type { ItemView, OrderView } from '../../src/contract/view.js';
import { needsAttention, only, rendering } from '../support/order-states.js';
import { orderOf } from '../support/order-of.js';
import {
  ambiguous,
  refused,
  accepted,
  failure,
  jobOf,
  row,
  scriptedActivities,
  success,
} from '../support/scripted-activities.js';
import { advance } from '../../src/testing/skip-time.js';
import { until } from '../support/until.js';
import { withOrders, type OrderHandle, type Orders } from '../support/with-orders.js';

const callback = (handle: OrderHandle, outcome: object = success, generation = 1) =>
  handle.signal('printessCallback', {
    itemId: 'i1',
    generation,
    jobId: jobOf('i1', generation),
    outcome: outcome as never,
  });

/** An order whose call has no answer, and whose list of orders does not tell: a person is asked. */
async function startUnclear(
  { client, start, seen }: Orders,
  activities: ReturnType<typeof scriptedActivities>,
  lookups: string,
): Promise<{ order: ReturnType<typeof orderOf>; handle: OrderHandle }> {
  const order = orderOf();
  const handle = await start(order);
  await seen(handle, 'the call', () => activities.produced.length === 1);
  await advance(client, handle, lookups);
  await seen(handle, 'attention', needsAttention);
  return { order, handle };
}

const hasOrderedNothing = (view: OrderView): boolean =>
  only(view).attention?.message.includes('ordered nothing') === true;

describe('an operator', () => {
  it('retries a refused item with a correction: a new generation, and the old one orders nothing twice', async () => {
    const activities = scriptedActivities({ produce: (input, call) => (call === 1 ? refused : accepted(input)) });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'attention', needsAttention);
      const corrected = { itemId: 'i1', templateName: 'cup' };
      const view = await production.retryItem(order.orderId, { itemId: 'i1', generation: 1, item: corrected });
      expect(view.generation).toBe(2);
      const again = production.retryItem(order.orderId, { itemId: 'i1', generation: 1 });
      await expect(again).rejects.toBeInstanceOf(ActionRefusedError);
      await expect(again).rejects.toThrow('generation 2, not 1');
      await seen(handle, 'rendering', rendering);
      await callback(handle, success, 2);
      expect(only(await handle.result())).toMatchObject({
        state: 'produced',
        generation: 2,
        produceCalls: 2,
        jobs: [{ generation: 2 }],
      });
    });
    expect(activities.produced.map(({ item: { templateName }, generation }) => [templateName, generation])).toEqual([
      ['mug', 1],
      ['cup', 2],
    ]);
  });

  it('retries a failed render, and a callback of the old job changes nothing', async () => {
    await withOrders(scriptedActivities(), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      await callback(handle, failure);
      const view = await seen(handle, 'attention', needsAttention);
      expect(only(view).attention?.message).toContain('1 job is paid');
      await production.retryItem(order.orderId, { itemId: 'i1' });
      await seen(handle, 'rendering', rendering);
      await callback(handle, success, 1);
      await callback(handle, success, 2);
      expect(only(await handle.result())).toMatchObject({
        state: 'produced',
        jobId: jobOf('i1', 2),
        ignoredCallbacks: { foreign: 1 },
      });
    });
  });

  it('retries from outcome-unknown: it looks once more, and adopts the old job instead of paying', async () => {
    let listed = false;
    const activities = scriptedActivities({
      produce: () => ambiguous,
      findJobs: () => ({ jobs: listed ? [row(jobOf('i1'))] : [], proved: false }),
    });
    await withOrders(activities, async (orders) => {
      const { production, seen } = orders;
      const { order, handle } = await startUnclear(orders, activities, '10m');
      listed = true;
      await production.retryItem(order.orderId, { itemId: 'i1' });
      const view = await seen(handle, 'rendering', rendering);
      expect(only(view)).toMatchObject({ generation: 1, jobId: jobOf('i1') });
    });
    expect(activities.produced).toHaveLength(1);
  });

  it('retries from outcome-unknown in vain where Printess cannot be asked: nothing is ordered', async () => {
    const activities = scriptedActivities({
      produce: () => ambiguous,
      findJobs: () => Promise.reject(new Error('list is down')),
    });
    await withOrders(activities, async (orders) => {
      const { client, production, seen } = orders;
      const { order, handle } = await startUnclear(orders, activities, '30m');
      await production.retryItem(order.orderId, { itemId: 'i1' });
      await advance(client, handle, '30m');
      const view = await seen(handle, 'the reason', hasOrderedNothing);
      expect(only(view)).toMatchObject({ generation: 1, produceCalls: 1 });
    });
    expect(activities.produced).toHaveLength(1);
  });

  it('names a job by retryItem in vain, and says it again without one: the job is followed, and nothing is paid', async () => {
    let isDown = true;
    const activities = scriptedActivities({
      produce: () => ambiguous,
      findJobs: () =>
        isDown ? Promise.reject(new Error('list is down')) : Promise.resolve({ jobs: [], proved: true }),
    });
    await withOrders(activities, async (orders) => {
      const { client, production, seen } = orders;
      const { order, handle } = await startUnclear(orders, activities, '30m');
      await production.retryItem(order.orderId, { itemId: 'i1', change: { adopt: { jobId: 'K' } } });
      await advance(client, handle, '30m');
      await seen(handle, 'the reason', hasOrderedNothing);
      isDown = false;
      await production.retryItem(order.orderId, { itemId: 'i1' });
      const view = await seen(handle, 'the job to be followed', rendering);
      expect(only(view)).toMatchObject({ generation: 2, jobId: 'K', produceCalls: 1 });
      await handle.signal('printessCallback', { itemId: 'i1', generation: 2, jobId: 'K', outcome: success });
      await handle.result();
    });
    expect(activities.produced).toHaveLength(1);
  });

  it('names a dead job by retryItem in vain, and says it again without one: it is asked about once more, and nothing is paid', async () => {
    let isDown = true;
    const activities = scriptedActivities({
      produce: (input, call) => (call === 1 ? accepted(input) : ambiguous),
      findJobs: () =>
        isDown ? Promise.reject(new Error('list is down')) : Promise.resolve({ jobs: [], proved: true }),
    });
    await withOrders(activities, async (orders) => {
      const { client, production, start, seen } = orders;
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      await callback(handle, failure);
      await seen(handle, 'attention', needsAttention);
      await production.retryItem(order.orderId, { itemId: 'i1' });
      await until('the unclear call', () => activities.produced.length === 2);
      await advance(client, handle, '30m');
      await seen(handle, 'attention', needsAttention);
      const adopt = { jobId: jobOf('i1') };
      await production.retryItem(order.orderId, { itemId: 'i1', change: { adopt } });
      await advance(client, handle, '30m');
      await seen(handle, 'the reason', hasOrderedNothing);
      isDown = false;
      await production.retryItem(order.orderId, { itemId: 'i1' });
      const view = await seen(handle, 'the job to be followed', rendering);
      expect(only(view)).toMatchObject({ jobId: adopt.jobId, produceCalls: 2 });
      await until('one more look at it', () => activities.checked.some(({ jobId }) => jobId === adopt.jobId));
      await callback(handle);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', jobId: adopt.jobId });
    });
    expect(activities.produced).toHaveLength(2);
  });

  it('adopts a job for an item of unknown outcome: one look, then it is followed', async () => {
    const activities = scriptedActivities({ produce: () => ambiguous, findJobs: () => ({ jobs: [], proved: false }) });
    await withOrders(activities, async (orders) => {
      const { production } = orders;
      const { order, handle } = await startUnclear(orders, activities, '10m');
      await production.adoptJob(order.orderId, { itemId: 'i1', jobId: jobOf('i1') });
      await until('one look', () => activities.checked.length === 1);
      await callback(handle);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'callback', jobId: jobOf('i1') });
    });
  });

  it('names a job by retryItem that Printess did not know before: it is asked about once more, and nothing is paid', async () => {
    const unknown = { kind: 'unknown' as const, statusCalls: 1 };
    const activities = scriptedActivities({
      checkStatus: () => (activities.checked.length > 2 ? { kind: 'pending', statusCalls: 1 } : unknown),
    });
    await withOrders(activities, async ({ client, production, start, seen }) => {
      const adopt = { jobId: jobOf('i1') };
      const order = orderOf(1, { items: [{ itemId: 'i1', templateName: 'mug', adopt }] });
      const handle = await start(order);
      await until('the first look', () => activities.checked.length === 1);
      await advance(client, handle, '10m');
      await seen(handle, 'attention', needsAttention);
      await production.retryItem(order.orderId, { itemId: 'i1', change: { adopt } });
      await until('one more look', () => activities.checked.length === 3);
      await callback(handle);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', produceCalls: 0, jobId: adopt.jobId });
      expect(activities.produced).toEqual([]);
    });
  });

  it('abandons an item with a reason, and approves none before there is a preflight', async () => {
    await withOrders(scriptedActivities({ produce: () => refused }), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'attention', needsAttention);
      await expect(production.approveItem(order.orderId, { itemId: 'i1', reason: 'fine' })).rejects.toThrow(
        'approveItem is not possible for item i1: it needs attention (refused); possible now: retryItem, abandonItem.',
      );
      const view = await production.abandonItem(order.orderId, { itemId: 'i1', reason: 'the customer gave up' });
      expect(view).toMatchObject({ state: 'abandoned', warnings: [expect.stringContaining('the customer gave up')] });
      expect((await handle.result()).state).toBe('failed');
      await expect(production.abandonItem(order.orderId, { itemId: 'i1', reason: 'x' })).rejects.toThrow('has ended');
    });
  });

  it('is told in a sentence what makes no sense', async () => {
    await withOrders(scriptedActivities(), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      const { orderId } = order;
      await expect(production.retryItem(orderId, { itemId: 'i1' })).rejects.toThrow(
        'it is rendering; possible now: abandonItem',
      );
      await expect(production.retryItem(orderId, { itemId: 'nobody' })).rejects.toThrow('has no item nobody');
      await expect(production.retryItem(orderId, { itemId: 'i1', colour: 'red' } as never)).rejects.toThrow(
        'colour: not a known property',
      );
      await expect(production.abandonItem(orderId, { itemId: 'i1', reason: '' })).rejects.toThrow('reason');
    });
  });

  it('names no item where one alone waits, and gives no reason; what was to be filled in is refused', async () => {
    const activities = scriptedActivities({
      produce: (input) => (input.item.itemId === 'i1' && input.generation === 1 ? ambiguous : accepted(input)),
      findJobs: () => ({ jobs: [], proved: false }),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(2));
      await seen(handle, 'the calls', () => activities.produced.length === 2);
      await advance(client, handle, '5m');
      await seen(handle, 'attention', needsAttention);
      await expect(handle.executeUpdate('adoptJob', { args: [{ jobId: '…' }] })).rejects.toMatchObject({
        cause: { message: 'adoptJob: jobId: put your own in the place of …. Nothing was done.' },
      });
      await expect(
        handle.executeUpdate('retryItem', { args: [{ change: { vdp: { form: { name: '…' } } } }] }),
      ).rejects.toMatchObject({ cause: { message: expect.stringContaining('change.vdp.form.name: put your own') } });
      const waits = await handle.executeUpdate<ItemView, []>('abandonItem');
      expect(waits).toMatchObject({ itemId: 'i1', state: 'abandoned' });
      expect(waits.decisions?.[0]).not.toHaveProperty('reason');
      // Nothing waits any more: the only one of which it is possible is meant.
      expect(await handle.executeUpdate('abandonItem', { args: ['i2'] })).toMatchObject({ itemId: 'i2' });
      expect((await handle.result()).state).toBe('failed');
    });
  });

  it('has an overdue job looked at by checkNow, and ended by what it says', async () => {
    let done = false;
    const activities = scriptedActivities({
      checkStatus: () =>
        done ? { kind: 'final', outcome: success, statusCalls: 1 } : { kind: 'pending', statusCalls: 1 },
    });
    await withOrders(activities, async ({ client, production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      await advance(client, handle, '49h');
      await seen(handle, 'attention', needsAttention);
      done = true;
      await production.checkNow(order.orderId);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'status', statusCalls: 7 });
    });
  });

  it('resumes fifty held orders by one batch signal, and no other shop’s', async () => {
    let empty = true;
    const activities = scriptedActivities({
      produce: (input) =>
        empty && input.shop !== 'south'
          ? { kind: 'held', reason: 'insufficient-funds', message: '402.', produceCalls: 1 }
          : accepted(input),
    });
    await withOrders(activities, async ({ production, start, seen }) => {
      const handles = await Promise.all(Array.from({ length: 50 }, () => start(orderOf(1, { shop: 'north' }))));
      const other = await start(orderOf(1, { shop: 'south' }));
      await seen(other, 'another shop is not slowed', rendering);
      const held = async () => {
        let count = 0;
        for await (const { attention } of production.list({ shop: 'north', attention: 'insufficient-funds' }))
          count += attention.length;
        return count === 50;
      };
      await until('fifty held orders in the list', held);
      expect(activities.produced).toHaveLength(51);
      empty = false;
      expect(await production.resume({ shop: 'north' })).toBe(50);
      for (const handle of handles) await seen(handle, 'it goes on', rendering);
      expect(activities.produced).toHaveLength(101);
    });
  });

  it('starts an ended order anew with what was not produced, in the next generation, and submit still joins it', async () => {
    const activities = scriptedActivities({
      produce: (input) => (input.item.itemId === 'i2' && input.generation === 1 ? refused : accepted(input)),
    });
    await withOrders(activities, async ({ client, production, start, seen }) => {
      const order = orderOf(2);
      const handle = await start(order);
      await seen(handle, 'attention', needsAttention);
      await expect(production.retry(order.orderId, { itemId: 'i1' })).rejects.toThrow('it is rendering');
      await callback(handle);
      await production.abandonItem(order.orderId, { itemId: 'i2', reason: 'later' });
      expect((await handle.result()).state).toBe('partly-produced');

      await production.retry(order.orderId);
      const again: OrderHandle = client.workflow.getHandle(handle.workflowId);
      const running = await seen(again, 'rendering', ({ items }) => items[1]?.state === 'rendering');
      expect(running.items).toMatchObject([
        { itemId: 'i1', state: 'produced', files: success.files },
        { itemId: 'i2', generation: 2 },
      ]);
      expect(await production.submit(order)).toMatchObject({ created: false });
      await again.terminate();
    });
  });

  it('starts an ended order anew, its call unclear, in the same generation: the look finds what was paid', async () => {
    const activities = scriptedActivities({ produce: () => ambiguous, findJobs: () => ({ jobs: [], proved: false }) });
    await withOrders(activities, async (orders) => {
      const { client, production } = orders;
      const { order, handle } = await startUnclear(orders, activities, '10m');
      await production.abandonItem(order.orderId, { itemId: 'i1', reason: 'later' });
      expect(only(await handle.result()).unansweredCall).toBe(true);
      await production.retry(order.orderId);
      await until('the second run’s call', () => activities.produced.length === 2);
      expect(activities.produced.map(({ generation }) => generation)).toEqual([1, 1]);
      await client.workflow.getHandle(handle.workflowId).terminate();
    });
  });
});
