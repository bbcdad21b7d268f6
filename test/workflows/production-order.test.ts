import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { ProduceAnswer } from '../../src/contract/answer.js';
import { PRINTESS_STATE } from '../../src/contract/search-attributes.js';
import type { OrderView } from '../../src/contract/view.js';
import { callback } from '../support/callback.js';
import { needsAttention, only, rendering } from '../support/order-states.js';
import { orderOf } from '../support/order-of.js';
import { accepted, failure, jobOf, row, scriptedActivities, success } from '../support/scripted-activities.js';
import { advance, skipTime } from '../../src/testing/skip-time.js';
import { withOrders } from '../support/with-orders.js';

describe('productionOrder', () => {
  it('ends with the files that the callback brings, without a status call', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the item renders', rendering);
      await callback(handle, {});
      const item = only(await handle.result());
      expect(item).toMatchObject({
        state: 'produced',
        source: 'callback',
        files: success.files,
        produceCalls: 1,
        statusCalls: 0,
      });
    });
    expect(activities.checked).toHaveLength(0);
  });

  it('makes exactly one status call where the callback is swallowed', async () => {
    const activities = scriptedActivities({ checkStatus: () => ({ kind: 'final', outcome: success, statusCalls: 1 }) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the item renders', rendering);
      await skipTime(client, handle);
      const item = only(await handle.result());
      expect(item).toMatchObject({ state: 'produced', source: 'status', statusCalls: 1 });
    });
    expect(activities.checked).toHaveLength(1);
  });

  it('looks not before ten minutes have passed, and at the latest a tenth later', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      const view = await seen(handle, 'the item renders', rendering);
      const wait = Date.parse(only(view).nextStatusCheckAt ?? '') - Date.parse(view.createdAt);
      expect(wait).toBeGreaterThanOrEqual(10 * 60_000);
      expect(wait).toBeLessThanOrEqual(11 * 60_000 + 10_000);
      await advance(client, handle, '9m');
      expect(only(await handle.query<OrderView>('order')).statusCalls).toBe(0);
      await advance(client, handle, '3m');
      await seen(handle, 'one look', (later) => only(later).statusCalls === 1);
    });
  });

  it('keeps a callback that beats the answer to produce, and matches it', async () => {
    let answer: (answer: ProduceAnswer) => void = () => undefined;
    const activities = scriptedActivities({ produce: () => new Promise((resolve) => (answer = resolve)) });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf());
      await callback(handle, {});
      await seen(handle, 'the item is sent', () => activities.produced.length === 1);
      const input = activities.produced[0];
      if (input) answer(accepted(input));
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'callback', statusCalls: 0 });
    });
  });

  it('drops and counts the callback of a foreign job, before and after its own job is known', async () => {
    await withOrders(scriptedActivities(), async ({ start, seen }) => {
      const handle = await start(orderOf());
      await callback(handle, { jobId: 'foreign-1' });
      await seen(handle, 'the item renders', rendering);
      await callback(handle, { jobId: 'foreign-2', outcome: failure });
      await callback(handle, {});
      const item = only(await handle.result());
      expect(item).toMatchObject({
        state: 'produced',
        jobId: jobOf('i1'),
        ignoredCallbacks: { foreign: 2, repeated: 0 },
      });
    });
  });

  it('lets the first final outcome win: a success after a failure changes nothing', async () => {
    await withOrders(scriptedActivities(), async ({ start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the item renders', rendering);
      await callback(handle, { outcome: failure });
      await callback(handle, { outcome: success });
      const view = await seen(handle, 'both are read', (later) => only(later).ignoredCallbacks?.repeated === 1);
      expect(only(view).attention).toMatchObject({ reason: 'render-failed' });
      expect(only(view).attention?.message).toContain('Foo Sans');
      expect(only(view).actions).toEqual(['retryItem', 'adoptJob', 'abandonItem']);
    });
  });

  it('abandons what nobody decides about after seven days', async () => {
    const refused: ProduceAnswer = { kind: 'refused', message: 'POST /production/produce: 406.', produceCalls: 1 };
    await withOrders(scriptedActivities({ produce: () => refused }), async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      const view = await seen(handle, 'attention', needsAttention);
      expect(only(view).attention?.reason).toBe('refused');
      await advance(client, handle, '6d');
      expect((await handle.query<OrderView>('order')).state).toBe('attention');
      await skipTime(client, handle);
      const last = await handle.result();
      expect(last.state).toBe('failed');
      expect(only(last)).toMatchObject({ state: 'abandoned' });
    });
  });

  it('makes six looks in 48 hours and is then overdue, still listening for its callback', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the item renders', rendering);
      await advance(client, handle, '49h');
      const view = await seen(handle, 'attention', needsAttention);
      expect(only(view).attention?.reason).toBe('overdue');
      expect(activities.checked).toHaveLength(6);
      await callback(handle, {});
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'callback' });
    });
  });

  it('asks once more about a job that Printess does not know, then needs a person', async () => {
    const activities = scriptedActivities({ checkStatus: () => ({ kind: 'unknown', statusCalls: 1 }) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the item renders', rendering);
      await advance(client, handle, '15m');
      const view = await seen(handle, 'attention', needsAttention);
      expect(only(view).attention?.reason).toBe('job-unknown');
      expect(activities.checked).toHaveLength(2);
    });
  });

  it('holds the shop’s trouble once: one item probes, and when it passes all go on', async () => {
    let empty = true;
    const activities = scriptedActivities({
      produce: (input) =>
        empty ? { kind: 'held', reason: 'insufficient-funds', message: '402.', produceCalls: 1 } : accepted(input),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(30));
      await seen(handle, 'attention', needsAttention);
      await seen(handle, 'the calls in flight', () => activities.produced.length === 20);
      await advance(client, handle, '6m');
      await advance(client, handle, '16m');
      await seen(handle, 'two probes', () => activities.produced.length === 22);
      empty = false;
      await handle.signal('resume');
      await seen(handle, 'all render', rendering);
    });
  });

  it('tries a hold by itself when its time has come: the try passes, and the item renders', async () => {
    const activities = scriptedActivities({
      produce: (input, call) =>
        call === 1 ? { kind: 'held', reason: 'insufficient-funds', message: '402.', produceCalls: 1 } : accepted(input),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the hold', needsAttention);
      await advance(client, handle, '6m');
      await seen(handle, 'the item renders', rendering);
      await callback(handle, {});
      expect(only(await handle.result())).toMatchObject({ state: 'produced', produceCalls: 2 });
    });
    expect(activities.produced).toHaveLength(2);
  });

  it('parks an ambiguous answer where the list proves nothing, with never a second call', async () => {
    const ambiguous: ProduceAnswer = { kind: 'ambiguous', message: 'The connection broke.', produceCalls: 1 };
    const activities = scriptedActivities({ produce: () => ambiguous, findJobs: () => ({ jobs: [], proved: false }) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await advance(client, handle, '10m');
      const view = await seen(handle, 'attention', needsAttention);
      expect(only(view).attention?.reason).toBe('outcome-unknown');
      await skipTime(client, handle);
      expect((await handle.result()).state).toBe('failed');
    });
    expect(activities.produced).toHaveLength(1);
  });

  it('calls once more after two empty lists that are proved, and never a third time', async () => {
    const ambiguous: ProduceAnswer = { kind: 'ambiguous', message: 'The connection broke.', produceCalls: 1 };
    const activities = scriptedActivities({ produce: () => ambiguous });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await advance(client, handle, '20m');
      const view = await seen(handle, 'attention', needsAttention);
      expect(only(view)).toMatchObject({ produceCalls: 2, attention: { reason: 'outcome-unknown' } });
    });
    expect(activities.produced).toHaveLength(2);
    expect(activities.listed).toHaveLength(4);
  });

  it('adopts the job that the list shows after a lost answer', async () => {
    const activities = scriptedActivities({
      produce: () => ({ kind: 'ambiguous', message: 'reset', produceCalls: 1 }),
      findJobs: () => ({
        jobs: [row(jobOf('i1'), { createdOn: '2026-01-01T00:00:00Z' }), row('second')],
        proved: false,
      }),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await advance(client, handle, '2m');
      await seen(handle, 'the item renders', rendering);
      await callback(handle, {});
      const item = only(await handle.result());
      expect(item).toMatchObject({ state: 'produced', produceCalls: 1 });
      expect(item.warnings?.join()).toContain('second');
    });
  });

  it('adopts the job that a callback names while the answer is ambiguous, after one look', async () => {
    const activities = scriptedActivities({
      produce: () => ({ kind: 'ambiguous', message: 'reset', produceCalls: 1 }),
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await callback(handle, {});
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'callback', statusCalls: 1 });
    });
    expect(activities.produced).toHaveLength(1);
    expect(activities.listed).toHaveLength(0);
  });

  it('survives a worker that is gone when the timer and the callback are due: the callback wins', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ start, seen, stopWorkers, startWorkers }) => {
      const handle = await start(orderOf(1, { policy: { statusChecks: ['1s'] } }));
      await seen(handle, 'the item renders', rendering);
      await stopWorkers();
      await callback(handle, {});
      await startWorkers();
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'callback', statusCalls: 0 });
    });
  });

  it('cancelled: lets the call in flight finish and be recorded, and keeps what was produced', async () => {
    let answer: (answer: ProduceAnswer) => void = () => undefined;
    const activities = scriptedActivities({
      produce: (input) => (input.item.itemId === 'i2' ? new Promise((resolve) => (answer = resolve)) : accepted(input)),
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(2));
      await seen(handle, 'both are sent', () => activities.produced.length === 2);
      await callback(handle, {});
      await seen(handle, 'one is produced', (view) => only(view).state === 'produced');
      await handle.cancel();
      const input = activities.produced.find(({ item }) => item.itemId === 'i2');
      await seen(handle, 'the wish is heard', (view) => view.state === 'cancelled');
      if (input) answer(accepted(input));
      await expect(handle.result()).rejects.toThrow();
      expect((await handle.describe()).status.name).toBe('CANCELLED');
      const view = await handle.query<OrderView>('order');
      expect(view.items.map(({ state, jobs }) => [state, jobs.length])).toEqual([
        ['produced', 1],
        ['cancelled', 1],
      ]);
      expect((await handle.describe()).typedSearchAttributes.get(PRINTESS_STATE)).toBe('cancelled');
    });
  });

  it('fails as InvalidOrder, issues by path, where the argument is no order', async () => {
    await withOrders(scriptedActivities(), async ({ client }) => {
      const handle = await client.workflow.start('productionOrder', {
        workflowId: `bad-${Date.now()}`,
        taskQueue: 'printess-production',
        args: [{ orderId: '1', items: [{ itemId: 'a', templateName: 't', colour: 'red' }] }],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: { type: 'InvalidOrder', nonRetryable: true, message: expect.stringContaining('items[0].colour') },
      });
    });
  });

  it('fails as InvalidOrder, nothing sent, where its workflow id is not the order’s', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client }) => {
      const orderId = `o-${randomUUID()}`;
      const handle = await client.workflow.start('productionOrder', {
        workflowId: orderId,
        taskQueue: 'printess-production',
        args: [{ orderId, items: [{ itemId: 'a', templateName: 't' }] }],
      });
      await expect(handle.result()).rejects.toMatchObject({
        cause: { type: 'InvalidOrder', message: expect.stringContaining(`Start it as printess-default-${orderId}`) },
      });
      expect(activities.produced).toEqual([]);
    });
  });
});
