import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { createClient } from '../../src/client/index.js';
import type { ProduceAnswer } from '../../src/contract/answer.js';
import type { ProduceInput, StatusAnswer } from '../../src/contract/activity-inputs.js';
import { eventWorkflowId } from '../../src/contract/event.js';
import type { CallbackReport } from '../../src/contract/outcome.js';
import { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../../src/contract/search-attributes.js';
import type { ItemView, OrderView } from '../../src/contract/view.js';
import { orderOf } from '../support/order-of.js';
import { accepted, failure, jobOf, row, scriptedActivities, success } from '../support/scripted-activities.js';
import { advance, skipTime } from '../../src/testing/skip-time.js';
import { until } from '../support/until.js';
import { withOrders, type OrderHandle } from '../support/with-orders.js';

const first = ({ items: [item] }: OrderView): ItemView => {
  if (!item) throw new Error('The order has no item');
  return item;
};
const rendering = (view: OrderView) => view.items.every(({ state }) => state === 'rendering');
const needsAttention = (view: OrderView) => view.state === 'attention';
const callback = (handle: OrderHandle, report: Partial<CallbackReport> = {}) =>
  handle.signal('printessCallback', { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome: success, ...report });
const refused: ProduceAnswer = { kind: 'refused', message: 'POST /production/produce: 406.', produceCalls: 1 };
const ambiguous: ProduceAnswer = { kind: 'ambiguous', message: 'The connection broke.', produceCalls: 1 };

/** What the first produce call was given. */
function firstCall({ produced: [input] }: { produced: ProduceInput[] }): ProduceInput {
  if (!input) throw new Error('There was no call');
  return input;
}

/** A promise that a test resolves when its time has come. */
function later<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => (resolve = done));
  return { promise, resolve };
}

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
      expect(first(await handle.query<OrderView>('order'))).toMatchObject({ state: 'attention', generation: 1 });
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
      await seen(handle, 'a status check', (view) => first(view).statusCalls === 1);
      expect(first(await handle.query<OrderView>('order')).state).toBe('rendering');
      await skipTime(client, handle);
      expect(first(await handle.result())).toMatchObject({ state: 'produced', source: 'status', statusCalls: 2 });
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
      const item = first(await handle.result());
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
        await advance(client, handle, '10s');
      }
      expect(activities.listed).toHaveLength(0);
      await advance(client, handle, '15s');
      await seen(handle, 'the first lookup', () => activities.listed.length === 1);
      await advance(client, handle, '61s');
      await seen(handle, 'the second lookup', () => activities.listed.length === 2);
      const view = await seen(handle, 'a person', needsAttention);
      expect(first(view)).toMatchObject({ produceCalls: 1, attention: { reason: 'outcome-unknown' } });
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
      await seen(handle, 'the first question', (view) => first(view).statusCalls === 1);
      await advance(client, handle, '61s');
      expect(first(await handle.result())).toMatchObject({ state: 'produced', source: 'callback', statusCalls: 2 });
      expect(activities.listed).toHaveLength(0);
    });
  });

  it('to a signal that cannot be read: it is counted, and the job asked about at once', async () => {
    const activities = scriptedActivities({
      checkStatus: () => ({ kind: 'final', outcome: success, statusCalls: 1 }),
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(2));
      await seen(handle, 'rendering', rendering);
      await handle.signal('printessCallback', { itemId: 'i1', generation: 'one', jobId: 'x'.repeat(301) });
      for (const nobodys of [null, 'text', [], {}, { itemId: 'i9' }, { itemId: '__proto__' }])
        await handle.signal('printessCallback', nobodys);
      const view = await seen(handle, 'the end of the first', ({ items }) => items[0]?.state === 'produced');
      expect(view.items).toMatchObject([
        { source: 'status', statusCalls: 1, ignoredCallbacks: { repeated: 0, foreign: 0, unreadable: 1 } },
        { state: 'rendering', statusCalls: 0 },
      ]);
      expect(view.items[1]).not.toHaveProperty('ignoredCallbacks');
    });
  });

  it('to an activity’s answer that cannot be read: a call may have been paid, a check is made again', async () => {
    const odd = { kind: 'accepted', jobId: 7, produceCalls: 1 };
    const activities = scriptedActivities({
      produce: (input, call) => (call === 1 ? (odd as never) : accepted(input)),
      findJobs: (_input, call) => (call === 1 ? ({ jobs: 'none' } as never) : { jobs: [], proved: true }),
      checkStatus: (_input, call) =>
        call === 1 ? ({ kind: 'finished' } as never) : { kind: 'final', outcome: success, statusCalls: 1 },
    });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(1, { policy: { settleTime: '1s', httpTimeout: '1s' } }));
      const unclear = await seen(handle, 'a call without an answer', (view) => first(view).unansweredCall === true);
      expect(first(unclear)).toMatchObject({ produceCalls: 1, jobs: [] });
      await advance(client, handle, '5s');
      const asked = await seen(handle, 'a person', needsAttention);
      expect(first(asked).attention).toMatchObject({
        reason: 'outcome-unknown',
        message: expect.stringContaining('What produce answered cannot be read.'),
      });
      await handle.executeUpdate('adoptJob', { args: [{ itemId: 'i1', jobId: 'J1' }] });
      await until('the first check', () => activities.checked.length === 1);
      await seen(handle, 'it to be counted', (view) => first(view).statusCalls === 1);
      await handle.signal('checkNow', []);
      expect(first(await handle.result())).toMatchObject({ state: 'produced', statusCalls: 2 });
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
      await seen(handle, 'the second call', (view) => first(view).unansweredCall === true);
      await callback(handle);
      const view = await seen(handle, 'it to be counted', (later) => first(later).ignoredCallbacks?.foreign === 1);
      expect(first(view)).toMatchObject({ state: 'submitting', unansweredCall: true, generation: 2 });
      expect(first(view).warnings?.join()).toContain('generation 1 is rendered, and was paid');
      await advance(client, handle, '5m');
      expect(first(await seen(handle, 'a person', needsAttention)).attention?.reason).toBe('outcome-unknown');
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
      const view = await seen(handle, 'a status check', (later) => first(later).statusCalls === 1);
      expect(first(view).state).toBe('rendering');
      await handle.signal('printessCallback', { itemId: 'i1', generation: 1 });
      await callback(handle);
      expect(first(await handle.result()).statusCalls).toBe(1);
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
      await seen(handle, 'four checks', (view) => first(view).statusCalls === 4);
      expect(first(await handle.query<OrderView>('order')).state).toBe('rendering');
      await advance(client, handle, '20m');
      const view = await seen(handle, 'a person', needsAttention);
      expect([first(view).attention?.reason, first(view).statusCalls]).toEqual(['job-unknown', 6]);
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
      const before = first(await seen(handle, 'rendering', rendering));
      expect(before.statusCalls).toBe(0);
      for (let n = 1; n <= 4; n++) {
        await handle.signal('checkNow', { itemId: 'i1' });
        await seen(handle, `check ${n}`, (view) => first(view).statusCalls === n);
      }
      const after = first(await handle.query<OrderView>('order'));
      expect([after.nextStatusCheckAt, after.statusCalls]).toEqual([before.nextStatusCheckAt, 4]);
      await advance(client, handle, '12m');
      await seen(handle, 'the automatic one', (view) => first(view).statusCalls === 5);
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
      await seen(handle, 'held again', (view) => first(view).produceCalls === 2);
      await advance(client, handle, '14m');
      expect(activities.produced).toHaveLength(2);
      await advance(client, handle, '2m');
      await until('the next try', () => activities.produced.length === 3);
    });
  });

  it('of events: told, reset, then produced, their numbers go on and none is swallowed', async () => {
    const activities = scriptedActivities({ produce: (input, call) => (call === 1 ? refused : accepted(input)) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const production = createClient(client, { events: true });
      const order = orderOf();
      const handle = await start(order, production);
      await seen(handle, 'a refusal', needsAttention);
      await until('the first event', () => activities.notified.length === 1);
      await client.workflowService.resetWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId: handle.workflowId },
        reason: 'a test',
        requestId: order.orderId,
        workflowTaskFinishEventId: 4 as never,
      });
      await seen(handle, 'rendering', rendering);
      await callback(handle);
      await handle.result();
      await until('the second event', () => activities.notified.length === 2);
      expect(activities.notified.map(({ n, type }) => [n, type])).toEqual([
        [1, 'order.attention'],
        [2, 'order.produced'],
      ]);
      // Their workflows may be gone with the retention: the number is the order's own.
      await client.workflow.getHandle(eventWorkflowId('default', order.orderId, 1)).result();
    });
  });

  it('of an order that is cancelled in its last moment: run status, search attribute, view and event say the same', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client, start, seen, stopWorkers, startWorkers }) => {
      const production = createClient(client, { events: true });
      for (const order of [orderOf(), orderOf()]) {
        const handle = await start(order, production);
        await seen(handle, 'rendering', rendering);
        await stopWorkers();
        await callback(handle);
        await handle.cancel();
        await startWorkers();
        const status = await until('its end', async () => {
          const { status: now } = await handle.describe();
          return now.name !== 'RUNNING' && now.name;
        });
        const state = status === 'CANCELLED' ? 'cancelled' : 'produced';
        const description = await handle.describe();
        expect(description.typedSearchAttributes.get(PRINTESS_STATE)).toBe(state);
        expect((await handle.query<OrderView>('order')).state).toBe(state);
        const event = await until('the event', () =>
          activities.notified.find(({ orderId }) => orderId === order.orderId),
        );
        expect(event).toMatchObject({ type: `order.${state}`, order: { state } });
      }
    });
  });

  it('by cancelling: calls that no worker has started are not made, one that has is recorded', async () => {
    const answer = later<ProduceAnswer>();
    const activities = scriptedActivities({
      produce: (input, call) => (call === 1 ? answer.promise : accepted(input)),
    });
    await withOrders(
      activities,
      async ({ start, seen }) => {
        const handle = await start(orderOf(30));
        await seen(handle, 'the first call', () => activities.produced.length === 1);
        await handle.cancel();
        await seen(handle, 'the wish to be heard', ({ state }) => state === 'cancelled');
        answer.resolve(accepted(firstCall(activities)));
        await expect(handle.result()).rejects.toThrow();
        const view = await handle.query<OrderView>('order');
        expect(view.items.filter(({ jobs }) => jobs.length > 0)).toHaveLength(1);
        expect(view.items.every(({ state }) => state === 'cancelled')).toBe(true);
        expect(activities.produced).toHaveLength(1);
      },
      { maxConcurrentActivityTaskExecutions: 1 },
    );
  });

  it('by cancelling an order that no worker has seen yet, or has room for: nothing is sent', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ start, stopWorkers, startWorkers }) => {
      await stopWorkers();
      const handle = await start(orderOf(3));
      await handle.cancel();
      await startWorkers();
      await expect(handle.result()).rejects.toThrow();
      expect(activities.produced).toHaveLength(0);
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
      await seen(handle, 'the hold', (view) => first(view).attention !== undefined);
      await production.abandonItem(order.orderId, { itemId: 'i1', reason: 'not wanted' });
      await advance(client, handle, '3h');
      await seen(handle, 'an overdue job', (view) => view.items[1]?.attention?.reason === 'overdue');
      await production.retryItem(order.orderId, { itemId: 'i2' });
      await seen(handle, 'the retry', (view) => view.items[1]?.state === 'rendering');
    });
  });

  it('by a signal that cannot be read: it is ignored, and the order goes on', async () => {
    await withOrders(scriptedActivities(), async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'rendering', rendering);
      for (const signalName of ['checkNow', 'resume', 'printessCallback'])
        for (const [encoding, data] of [
          ['json/protobuf', '{"itemId":"i1"}'],
          ['json/plain', '{"itemId":'],
          [undefined, '{}'],
        ])
          await client.workflowService.signalWorkflowExecution({
            namespace: client.options.namespace,
            workflowExecution: { workflowId: handle.workflowId },
            signalName,
            input: {
              payloads: [
                { metadata: encoding ? { encoding: Buffer.from(encoding) } : {}, data: Buffer.from(data ?? '') },
              ],
            },
          });
      await callback(handle);
      expect(first(await handle.result())).toMatchObject({ state: 'produced', statusCalls: 0 });
    });
  });

  it('by an update whose refusal would name a hundred thousand fields: it is told in short', async () => {
    await withOrders(scriptedActivities({ produce: () => refused }), async ({ production, start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'a refusal', needsAttention);
      const change = Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, 0]));
      await expect(production.retryItem(order.orderId, { change })).rejects.toThrow('change.k0: not a known property');
      await production.abandonItem(order.orderId, { itemId: 'i1', reason: 'enough' });
      expect((await handle.result()).state).toBe('failed');
    });
  });

  it('by an argument that is no order in a hundred thousand ways: the run fails, and says some of them', async () => {
    await withOrders(scriptedActivities(), async ({ client }) => {
      const order = { ...orderOf(), ...Object.fromEntries(Array.from({ length: 100_000 }, (_, n) => [`k${n}`, 0])) };
      const handle = await client.workflow.start('productionOrder', {
        workflowId: `printess-default-${order.orderId}`,
        taskQueue: 'printess-production',
        args: [order],
      });
      await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidOrder' } });
    });
  });

  it('of an order that was terminated: it can be shown, submitted, listed and retried', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(2);
      const handle = await start(order);
      await seen(handle, 'rendering', rendering);
      await callback(handle);
      await seen(handle, 'one to be produced', (view) => first(view).state === 'produced');
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

  it('to callbacks by the hundred, and to those after the end: five at the most are kept, the run is closed to the rest', async () => {
    const answer = later<ProduceAnswer>();
    const activities = scriptedActivities({ produce: () => answer.promise });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'the call', () => activities.produced.length === 1);
      await Promise.all(
        Array.from({ length: 100 }, (_, n) => callback(handle, { jobId: `foreign-${n}`, outcome: failure })),
      );
      await callback(handle).catch((error: unknown) => {
        if (!(error instanceof WorkflowNotFoundError)) throw error;
      });
      answer.resolve(accepted(firstCall(activities)));
      const view = await seen(handle, 'rendering', rendering);
      // The own job's callback came too late to be kept: the status check ends the item.
      expect(first(view).ignoredCallbacks).toEqual({ foreign: 101, repeated: 0 });
    });
  });
});
