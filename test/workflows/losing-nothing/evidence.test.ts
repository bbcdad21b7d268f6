import { describe, expect, it } from '@jest/globals';
import type { ProduceAnswer } from '../../../src/contract/answer.js';
import type { ProduceInput, StatusAnswer } from '../../../src/contract/activity-inputs.js';
import type { OrderView } from '../../../src/contract/view.js';
import { callback } from '../../support/callback.js';
import { later } from '../../support/later.js';
import { orderOf } from '../../support/order-of.js';
import { needsAttention, only, rendering } from '../../support/order-states.js';
import { ambiguous, accepted, jobOf, scriptedActivities, success } from '../../support/scripted-activities.js';
import { advance, skipTime } from '../../../src/testing/skip-time.js';
import { until } from '../../support/until.js';
import { withOrders } from '../../support/with-orders.js';

/** What the first produce call was given. */
function firstCall({ produced: [input] }: { produced: ProduceInput[] }): ProduceInput {
  if (!input) throw new Error('There was no call');
  return input;
}

// What callbacks, status checks and lookups tell, and when.

describe('nothing is lost', () => {
  it('by a success that names neither file nor zip: it is not the end, the order asks for itself', async () => {
    const empty = { kind: 'succeeded' as const, files: [], fileCount: 0 };
    const answers: StatusAnswer[] = [
      { kind: 'final', outcome: empty, statusCalls: 1 },
      { kind: 'final', outcome: success, statusCalls: 1 },
    ];
    const activities = scriptedActivities({
      checkStatus: (_input, call) => answers[call - 1] ?? { kind: 'pending', statusCalls: 1 },
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'rendering', rendering);
      await callback(handle, { outcome: empty });
      await seen(handle, 'a status check', (view) => only(view).statusCalls === 1);
      expect(only(await handle.query<OrderView>('order')).state).toBe('rendering');
      await skipTime(client, handle);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'status', statusCalls: 2 });
    });
  });

  it('of a list of files that is too long for a callback: one status check brings it, as far as there is room', async () => {
    const files = Array.from({ length: 500 }, (_, n) => ({
      document: `d${n}`,
      url: `https://files.example/${n}.pdf`,
      name: `${n}.pdf`,
    }));
    const told = { ...success, files: [], fileCount: 500, filesOmitted: true as const };
    const activities = scriptedActivities({
      checkStatus: () => ({ kind: 'final', outcome: { ...success, files, fileCount: 500 }, statusCalls: 1 }),
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(2));
      await seen(handle, 'rendering', rendering);
      await callback(handle, { outcome: { ...told, filesBytes: 120_000 } });
      await callback(handle, {
        itemId: 'i2',
        jobId: jobOf('i2'),
        outcome: { ...told, filesBytes: 1_800_000, zip: 'https://files.example/all.zip' },
      });
      const view = await handle.result();
      expect(view.items[0]).toMatchObject({ state: 'produced', source: 'callback', fileCount: 500, statusCalls: 1 });
      expect(view.items[0]?.files).toHaveLength(500);
      expect(view.items[1]).toMatchObject({
        state: 'produced',
        files: [],
        fileCount: 500,
        filesOmitted: true,
        statusCalls: 0,
      });
      expect(view.items[1]?.zip).toBe('https://files.example/all.zip');
      expect(view.items[1]?.warnings?.join()).toContain('500 files is left out');
    });
  });

  it('by a status check that does not come back: callback, decision and cancellation are taken at once', async () => {
    const status = later<StatusAnswer>();
    const activities = scriptedActivities({ checkStatus: () => status.promise });
    await withOrders(activities, async ({ production, start, seen, client }) => {
      const [one, two, three] = [orderOf(), orderOf(), orderOf()];
      const handles = [await start(one), await start(two), await start(three)] as const;
      for (const handle of handles) {
        await seen(handle, 'rendering', rendering);
        await handle.signal('checkNow');
      }
      await until('three checks in flight', () => activities.checked.length === 3);
      await callback(handles[0]);
      expect((await handles[0].result()).state).toBe('produced');
      expect(await production.abandonItem(two.orderId, { itemId: 'i1', reason: 'no longer wanted' })).toMatchObject({
        state: 'abandoned',
        warnings: [expect.stringContaining('no longer wanted'), expect.stringContaining('1 job is paid')],
      });
      await production.cancel(three.orderId);
      await expect(handles[2].result()).rejects.toThrow();
      expect((await client.workflow.getHandle(handles[2].workflowId).describe()).status.name).toBe('CANCELLED');
      status.resolve({ kind: 'pending', statusCalls: 1 });
    });
  });

  it('in a loop, where attention’s time is over while a callback is kept that cannot be checked: the end comes first', async () => {
    const activities = scriptedActivities({
      produce: () => ambiguous,
      findJobs: () => ({ jobs: [], proved: false }),
      checkStatus: () => Promise.reject(new Error('the status is down')),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(1, { policy: { attentionTimeout: '2h' } }));
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await callback(handle);
      await until('the first question', () => activities.checked.length > 0);
      await skipTime(client, handle);
      const item = only(await handle.result());
      expect(item).toMatchObject({ state: 'abandoned', unansweredCall: true });
      expect(activities.produced).toHaveLength(1);
      expect(activities.checked.length).toBeLessThan(60);
    });
  });

  it('of when an unanswered call is looked for: callbacks of other jobs move no lookup', async () => {
    const activities = scriptedActivities({
      produce: () => ambiguous,
      checkStatus: () => ({ kind: 'unknown', statusCalls: 1 }),
      findJobs: () => ({ jobs: [], proved: false }),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      for (let n = 0; n < 8; n++) {
        await callback(handle, { jobId: `foreign-${n}` });
        await advance(client, handle, '5s');
      }
      expect(activities.listed).toHaveLength(0);
      // Ninety seconds after the call, whatever time the machine has added of its own.
      await advance(client, handle, '55s');
      await seen(handle, 'the first lookup', () => activities.listed.length === 1);
      await advance(client, handle, '61s');
      await seen(handle, 'the second lookup', () => activities.listed.length === 2);
      const view = await seen(handle, 'a person', needsAttention);
      expect(only(view)).toMatchObject({ produceCalls: 1, attention: { reason: 'outcome-unknown' } });
    });
  });

  it('of a job that the status does not know at once: it is asked about again after the settle time, and adopted', async () => {
    const activities = scriptedActivities({
      produce: () => ambiguous,
      checkStatus: (_input, call) => ({ kind: call === 1 ? 'unknown' : 'pending', statusCalls: 1 }),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await callback(handle);
      await seen(handle, 'the first question', (view) => only(view).statusCalls === 1);
      await advance(client, handle, '61s');
      expect(only(await handle.result())).toMatchObject({ state: 'produced', source: 'callback', statusCalls: 2 });
      expect(activities.listed).toHaveLength(0);
    });
  });

  it('to a callback of an earlier generation: it proves nothing about the newest call, and is told as a warning', async () => {
    const activities = scriptedActivities({
      produce: (input) => (input.generation === 1 ? accepted(input) : ambiguous),
      findJobs: () => ({ jobs: [], proved: false }),
    });
    await withOrders(activities, async ({ client, production, start, seen }) => {
      const order = orderOf(1, { policy: { orderDeadline: '1h' } });
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      await advance(client, handle, '70m');
      await seen(handle, 'overdue', needsAttention);
      await production.retryItem(order.orderId, { itemId: 'i1' });
      await seen(handle, 'the second call', (view) => only(view).unansweredCall === true);
      await callback(handle);
      const view = await seen(handle, 'it to be counted', (later) => only(later).ignoredCallbacks?.foreign === 1);
      expect(only(view)).toMatchObject({ state: 'submitting', unansweredCall: true, generation: 2 });
      expect(only(view).warnings?.join()).toContain('generation 1 is rendered, and was paid');
      await advance(client, handle, '5m');
      expect(only(await seen(handle, 'a person', needsAttention)).attention?.reason).toBe('outcome-unknown');
      expect(activities.produced).toHaveLength(2);
    });
  });

  it('of a callback that cannot be understood before the job is known: the first status check comes at once', async () => {
    const answer = later<ProduceAnswer>();
    const activities = scriptedActivities({ produce: () => answer.promise });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await handle.signal('printessCallback', { itemId: 'i1', generation: 1 });
      answer.resolve(accepted(firstCall(activities)));
      const view = await seen(handle, 'a status check', (later) => only(later).statusCalls === 1);
      expect(only(view).state).toBe('rendering');
      await handle.signal('printessCallback', { itemId: 'i1', generation: 1 });
      await callback(handle);
      expect(only(await handle.result()).statusCalls).toBe(1);
    });
  });

  it('of a job’s unknown answers in between: pending makes them count again', async () => {
    const kinds = ['unknown', 'pending', 'unknown', 'pending', 'unknown', 'unknown'] as const;
    const activities = scriptedActivities({
      checkStatus: (_input, call) => ({ kind: kinds[call - 1] ?? 'pending', statusCalls: 1 }),
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(1, { policy: { statusChecks: ['10m'] } }));
      await seen(handle, 'rendering', rendering);
      await advance(client, handle, '26m');
      await seen(handle, 'four checks', (view) => only(view).statusCalls === 4);
      expect(only(await handle.query<OrderView>('order')).state).toBe('rendering');
      await advance(client, handle, '20m');
      const view = await seen(handle, 'a person', needsAttention);
      expect([only(view).attention?.reason, only(view).statusCalls]).toEqual(['job-unknown', 6]);
    });
  });
});
