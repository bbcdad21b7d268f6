import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Context } from '@temporalio/activity';
import type { WorkflowHandle } from '@temporalio/client';
import proto from '@temporalio/proto';
import { createClient } from '../../src/client/index.js';
import type { ProduceAnswer } from '../../src/contract/answer.js';
import { PRINTESS_STATE } from '../../src/contract/search-attributes.js';
import type { OrderView } from '../../src/contract/view.js';
import { ensureTemporalCli, startTemporalServer, type TemporalServer } from '../../src/temporal-server/index.js';
import { later } from '../support/later.js';
import { orderOf } from '../support/order-of.js';
import { recordHistory } from '../support/record-history.js';
import { accepted, failure, jobOf, keptAll, scriptedActivities, success } from '../support/scripted-activities.js';
import { skipTime, TIME_SKIPPING } from '../../src/testing/skip-time.js';
import { until } from '../support/until.js';
import { withLedger } from '../support/with-ledger.js';
import { withOrders, type Orders } from '../support/with-orders.js';

// A server that suggests to continue as new early, so that a test need not make four thousand events.
const SUGGESTED_AT_EVENTS = 60;

let server: TemporalServer;
beforeAll(async () => {
  server = await startTemporalServer({
    cli: await ensureTemporalCli(),
    flags: [
      ...TIME_SKIPPING,
      '--dynamic-config-value',
      `limit.historyCount.suggestContinueAsNew=${SUGGESTED_AT_EVENTS}`,
      '--dynamic-config-value',
      'history.continueAsNewMinInterval="0s"',
      '--namespace',
      'early',
    ],
  });
});
afterAll(() => server.stop());

const withEarly = (activities: ReturnType<typeof scriptedActivities>, test: (orders: Orders) => Promise<void>) =>
  withOrders(activities, test, {}, { address: server.address, namespace: 'early' });

/** The runs of an order, the first of them first. */
async function runsOf({ client }: Orders, workflowId: string): Promise<WorkflowHandle[]> {
  const runs: { runId: string; startTime: Date }[] = [];
  for await (const run of client.workflow.list({ query: `WorkflowId="${workflowId}"` })) runs.push(run);
  runs.sort((a, b) => a.startTime.getTime() - b.startTime.getTime());
  return runs.map(({ runId }) => client.workflow.getHandle(workflowId, runId));
}
const latest = ({ client }: Orders, workflowId: string): WorkflowHandle => client.workflow.getHandle(workflowId);
/** Has the status checked now, which costs some ten events, and tells whether there are so many runs by then. */
async function askUntil(
  orders: Orders,
  { workflowId }: WorkflowHandle,
  count: number,
): Promise<WorkflowHandle[] | false> {
  await latest(orders, workflowId).signal('checkNow', { itemId: 'i1' });
  const all = await runsOf(orders, workflowId);
  return all.length >= count && all;
}
/** So many that Temporal suggests it. */
async function sendSignals(handle: WorkflowHandle): Promise<void> {
  for (let n = 0; n < SUGGESTED_AT_EVENTS; n++) await handle.signal('resume');
}
const isRendering = ({ items }: OrderView) => items.every(({ state }) => state === 'rendering');
const ofAnotherJob = { itemId: 'i1', generation: 1, jobId: 'another', outcome: success };
const refused: ProduceAnswer = { kind: 'refused', message: 'POST /production/produce: 406.', produceCalls: 1 };

describe('an order continues as new', () => {
  it('and lives: counters, jobs, files, events’ numbers and search attributes go along, and it can be told by any run', async () => {
    const activities = scriptedActivities({
      produce: (input) => (input.item.itemId === 'i3' && input.generation === 1 ? refused : accepted(input)),
    });
    await withEarly(activities, async (orders) => {
      const { client, start, seen } = orders;
      const production = createClient(client, { events: true });
      const order = orderOf(3, { policy: { statusChecks: ['1m'], orderDeadline: '3000d', attentionTimeout: '3000d' } });
      const handle = await start(order, production);
      await seen(handle, 'two jobs and a refusal', ({ items }) => items.filter(({ jobId }) => jobId).length === 2);
      await handle.signal('printessCallback', { itemId: 'i2', generation: 1, jobId: jobOf('i2'), outcome: success });
      await seen(handle, 'one to be produced', ({ items }) => items[1]?.state === 'produced');
      const runs = await until('three runs', () => askUntil(orders, handle, 3));
      const view = await production.get(order.orderId);
      expect(view.items[0]?.statusCalls).toBeGreaterThan(3);
      expect(view.items).toMatchObject([
        { state: 'rendering', produceCalls: 1, jobId: jobOf('i1') },
        { state: 'produced', files: success.files, source: 'callback' },
        { state: 'attention', attention: { reason: 'refused' }, generation: 1 },
      ]);
      expect(view.createdAt).toBe((await runs[0]?.query<OrderView>('order'))?.createdAt);
      const description = await latest(orders, handle.workflowId).describe();
      expect(description.typedSearchAttributes.get(PRINTESS_STATE)).toBe('attention');
      expect(description.memo).toMatchObject({ first: true, events: true });

      // A decision, a correction and a callback, after it: the next runs know the correction.
      await production.retryItem(order.orderId, { itemId: 'i3', generation: 1, change: { templateName: 'poster' } });
      await seen(handle, 'the corrected item', ({ items }) => items[2]?.state === 'rendering');
      await until('another run', () => askUntil(orders, handle, runs.length + 1));
      expect(activities.produced.at(-1)?.item.templateName).toBe('poster');
      for (const [itemId, generation] of [
        ['i1', 1],
        ['i3', 2],
      ] as const)
        await latest(orders, handle.workflowId).signal('printessCallback', {
          itemId,
          generation,
          jobId: jobOf(itemId, generation),
          outcome: success,
        });
      const last = (await latest(orders, handle.workflowId).result()) as OrderView;
      expect(last.state).toBe('produced');
      expect(activities.produced).toHaveLength(4);
      await until('both events', () => activities.notified.length === 2);
      expect(activities.notified.map(({ n, type }) => [n, type])).toEqual([
        [1, 'order.attention'],
        [2, 'order.produced'],
      ]);
      const all = await runsOf(orders, handle.workflowId);
      for (const [run, name] of [all[0], all[1], all.at(-1)].map((one, at) => [one, at] as const))
        if (run) await recordHistory(run, `an order continues as new, ${['first', 'next', 'last'][name] ?? ''} run`);
    });
  });

  it('with its calls come home: what is in flight is in the state before the run ends, and is paid once', async () => {
    const gate = later();
    const activities = scriptedActivities({
      produce: async (input) => {
        if (input.item.itemId === 'i1') await gate.promise;
        return accepted(input);
      },
    });
    await withEarly(activities, async (orders) => {
      const { start, seen, client } = orders;
      const handle = await start(orderOf(40));
      // The others' answers alone bring the suggestion, in however many tasks; the first call is still in flight.
      await until('the suggestion to have come', async () => {
        const { events } = await handle.fetchHistory();
        const at = events?.findIndex(
          ({ workflowTaskStartedEventAttributes: task }) => task?.suggestContinueAsNew === true,
        );
        return at !== undefined && at >= 0 && events?.slice(at).some((one) => one.workflowTaskCompletedEventAttributes);
      });
      expect(await runsOf(orders, handle.workflowId)).toHaveLength(1);
      gate.resolve();
      const view = await seen(handle, 'all to render', ({ items }) =>
        items.every(({ state }) => state === 'rendering'),
      );
      expect(view.items.every(({ produceCalls }) => produceCalls === 1)).toBe(true);
      expect((await runsOf(orders, handle.workflowId)).length).toBeGreaterThan(1);
      expect(activities.produced).toHaveLength(40);
      expect(new Set(activities.produced.map(({ item }) => item.itemId)).size).toBe(40);
      await Promise.all(
        view.items.map(({ itemId }) =>
          client.workflow
            .getHandle(handle.workflowId)
            .signal('printessCallback', { itemId, generation: 1, jobId: jobOf(itemId), outcome: success }),
        ),
      );
      const last = (await latest(orders, handle.workflowId).result()) as OrderView;
      expect(last.items.every(({ files, source }) => files?.length === 1 && source === 'callback')).toBe(true);
    });
  });

  it('by signals that change nothing, too', async () => {
    await withEarly(scriptedActivities(), async (orders) => {
      const handle = await orders.start(orderOf());
      await orders.seen(handle, 'rendering', isRendering);
      await sendSignals(handle);
      await until('another run', async () => (await runsOf(orders, handle.workflowId)).length > 1);
    });
  });

  it('but not where it is cancelled in that moment: it ends cancelled', async () => {
    await withEarly(scriptedActivities(), async (orders) => {
      const handle = await orders.start(orderOf());
      await orders.seen(handle, 'rendering', isRendering);
      await orders.stopWorkers();
      await sendSignals(handle);
      await handle.signal('printessCallback', ofAnotherJob);
      await handle.cancel();
      await orders.startWorkers();
      await expect(latest(orders, handle.workflowId).result()).rejects.toThrow();
      expect((await latest(orders, handle.workflowId).describe()).status.name).toBe('CANCELLED');
    });
  });

  it('with the status check that is wanted in that moment: the next run makes it', async () => {
    const activities = scriptedActivities();
    await withEarly(activities, async (orders) => {
      const handle = await orders.start(orderOf());
      await orders.seen(handle, 'rendering', isRendering);
      await orders.stopWorkers();
      await sendSignals(handle);
      await handle.signal('printessCallback', ofAnotherJob);
      await handle.signal('checkNow', {});
      await orders.startWorkers();
      await until('another run', async () => (await runsOf(orders, handle.workflowId)).length > 1);
      await until('the check', () => activities.checked.length === 1);
    });
  });

  it('with an attempt at produce that is called back before it sends: the next run makes it, no shop is put on hold', async () => {
    let isAsked = false;
    const gate = later();
    const beforeList = () => {
      isAsked = true;
      return gate.promise;
    };
    await withLedger(
      async (world) => {
        const { orderId, handle } = await world.order(['fault:never-finish']);
        await until('the lookup', () => isAsked);
        // Longer than for which an attempt counts without asking.
        await sleep(2_500);
        await sendSignals(handle);
        await handle.signal('printessCallback', ofAnotherJob);
        await until('the attempt to be called back', async () => {
          const { raw } = await handle.describe();
          const called = proto.temporal.api.enums.v1.PendingActivityState.PENDING_ACTIVITY_STATE_CANCEL_REQUESTED;
          return raw.pendingActivities?.some(({ state }) => state === called);
        });
        gate.resolve();
        const item = await world.item(orderId, 'the call', ({ state }) => state !== 'submitting');
        expect(item).toMatchObject({ state: 'rendering', produceCalls: 1 });
        expect(world.paid(orderId)).toHaveLength(1);
      },
      { beforeList, server: { address: server.address, namespace: 'early' } },
    );
  });

  it('an item of 900 kB that is held for days, tried every hour', async () => {
    const activities = scriptedActivities({
      produce: () => ({ kind: 'held', reason: 'insufficient-funds', message: '402.', produceCalls: 1 }),
    });
    await withEarly(activities, async (orders) => {
      const { client, start, seen } = orders;
      const form = { text: 'x'.repeat(900_000) };
      const items = [{ itemId: 'i1', templateName: 'mug', vdp: { form } }];
      const handle = await start(orderOf(1, { items, policy: { holdRetry: ['1h'], attentionTimeout: '4d' } }));
      await seen(handle, 'the hold', ({ state }) => state === 'attention');
      await skipTime(client, handle);
      const last = (await latest(orders, handle.workflowId).result()) as OrderView;
      expect(last.items[0]).toMatchObject({ state: 'abandoned' });
      expect(activities.produced.length).toBeGreaterThan(20);
      const runs = await runsOf(orders, handle.workflowId);
      expect(runs.length).toBeGreaterThan(5);
      for (const run of runs) {
        const { raw } = await run.describe();
        expect(Number(raw.workflowExecutionInfo?.historySizeBytes ?? 0)).toBeLessThan(10_000_000);
      }
    });
  });

  it('ninety items, each failed and retried three times, and its ended order retried', async () => {
    const activities = scriptedActivities();
    await withEarly(activities, async (orders) => {
      const { production, start, seen, client } = orders;
      const order = orderOf(90);
      const handle = await start(order);
      for (let generation = 1; generation <= 3; generation++) {
        const view = await seen(handle, `generation ${generation}`, ({ items }) =>
          items.every((item) => item.generation === generation && item.state === 'rendering'),
        );
        for (const { itemId } of view.items)
          await client.workflow
            .getHandle(handle.workflowId)
            .signal('printessCallback', { itemId, generation, jobId: jobOf(itemId, generation), outcome: failure });
        await seen(handle, 'all to have failed', ({ items }) => items.every(({ attention }) => attention));
        if (generation < 3) await production.retry(order.orderId);
      }
      expect((await runsOf(orders, handle.workflowId)).length).toBeGreaterThan(3);
      const view = await until('an answer', () => production.get(order.orderId));
      expect(view.items.every(({ jobs, produceCalls }) => jobs.length === 3 && produceCalls === 3)).toBe(true);
      expect(activities.produced).toHaveLength(270);
      await production.cancel(order.orderId);
      await until('its end', async () => (await production.get(order.orderId)).state === 'cancelled');
      await production.retry(order.orderId, { itemId: 'i1' });
      await seen(handle, 'the fourth', ({ items }) => items[0]?.generation === 4);
    });
  });
});

describe('an order that keeps its files continues as new', () => {
  it('while they come: they are called back, brought in by the next run, and paid once', async () => {
    const released = later();
    const activities = scriptedActivities({
      keepFiles: async (input) => {
        // A heartbeat is what a cancellation is heard by.
        const context = Context.current();
        const beat = setInterval(() => context.heartbeat(), 200);
        await Promise.race([released.promise, context.cancelled]).finally(() => clearInterval(beat));
        return keptAll(input);
      },
    });
    await withEarly(activities, async (orders) => {
      const { client, start, seen } = orders;
      const handle = await start(orderOf(2, { policy: { archive: true } }));
      await seen(handle, 'two jobs', isRendering);
      for (const itemId of ['i1', 'i2'])
        await handle.signal('printessCallback', { itemId, generation: 1, jobId: jobOf(itemId), outcome: success });
      await seen(handle, 'their files to come', ({ items }) => items.every(({ state }) => state === 'delivering'));
      await sendSignals(handle);
      await until('the next run', async () => (await runsOf(orders, handle.workflowId)).length > 1);
      released.resolve();
      const last = (await client.workflow.getHandle(handle.workflowId).result()) as OrderView;
      expect(last.state).toBe('produced');
      expect(last.items.every(({ kept, produceCalls }) => kept !== undefined && produceCalls === 1)).toBe(true);
      expect(activities.produced).toHaveLength(2);
      expect(activities.handedOver).toHaveLength(1);
      for (const [index, run] of (await runsOf(orders, handle.workflowId)).entries())
        await recordHistory(run, `${expect.getState().currentTestName ?? ''} run ${index + 1}`);
    });
  });
});
