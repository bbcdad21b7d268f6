import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { NativeConnection, Worker } from '@temporalio/worker';
import { createClient, NoWorkerError } from '../../../src/client/index.js';
import { isWithoutPoller } from '../../../src/client/sdk.js';
import { reopenOrder } from '../../../src/client/reopen-order.js';
import type { CarriedState } from '../../../src/contract/carried-state.js';
import { TASK_QUEUES } from '../../../src/contract/names.js';
import { LOST, orderElsewhere } from '../../support/paying.js';
import { until } from '../../support/until.js';
import { QUICK, withLedger } from '../../support/with-ledger.js';

// Retries and corrections. Each against the ledger: how many jobs Printess has accepted, and taken credits for.

describe('one job is paid', () => {
  it('when an answer is lost, the list hides it, the item is abandoned, and the order is retried', async () => {
    await withLedger(async (world) => {
      world.sandbox.faults.set('list-empty');
      const { orderId } = await world.order([LOST]);
      await world.item(orderId, 'a person', ({ attention }) => attention?.reason === 'outcome-unknown');
      await world.production.abandonItem(orderId, { itemId: 'i1', reason: 'later' });
      const ended = await world.ended(orderId);
      expect(ended.items[0]).toMatchObject({ state: 'abandoned', unansweredCall: true });
      world.sandbox.faults.clear();
      await world.production.retry(orderId);
      expect((await world.ended(orderId)).state).toBe('produced');
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('by the correction, when a corrected item is abandoned and its ended order retried', async () => {
    await withLedger(async (world) => {
      const { orderId } = await world.order(['missing-template']);
      await world.item(orderId, 'a refusal', ({ attention }) => attention?.reason === 'refused');
      world.sandbox.faults.set('refuse', 1);
      const change = { templateName: 'poster' };
      await world.production.retryItem(orderId, { itemId: 'i1', change });
      await world.item(orderId, 'another refusal', ({ attention, generation }) => generation === 2 && !!attention);
      await world.production.abandonItem(orderId, { itemId: 'i1', reason: 'later' });
      await world.ended(orderId);
      await world.production.retry(orderId);
      expect((await world.ended(orderId)).state).toBe('produced');
      expect(world.paid(orderId).map(({ templateName }) => templateName)).toEqual(['poster']);
    });
  });

  it('the old one, when an order with an unanswered call is retried with a correction', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order([LOST]);
      await world.item(orderId, 'the unanswered call', ({ unansweredCall }) => unansweredCall === true);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      await world.production.retry(orderId, { itemId: 'i1', change: { copies: 2 } });
      const view = await world.ended(orderId);
      expect(view.items[0]).toMatchObject({ state: 'produced', generation: 1 });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when retryItem is sent twice at once, with the generation or without, and abandonItem after it', async () => {
    await withLedger(async (world) => {
      for (const generation of [1, undefined]) {
        const { orderId } = await world.order(['missing-template', 'missing-template']);
        await world.item(orderId, 'refusals', (_item, { items }) => items.every(({ attention }) => attention));
        const wish = {
          itemId: 'i1',
          change: { templateName: 'fault:never-finish' },
          ...(generation && { generation }),
        };
        const answers = await Promise.allSettled([
          world.production.retryItem(orderId, wish),
          world.production.retryItem(orderId, wish),
        ]);
        expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
        await world.item(orderId, 'rendering', ({ state }) => state === 'rendering');
        expect(world.paid(orderId)).toHaveLength(1);

        const [retried, abandoned] = await Promise.allSettled([
          world.production.retryItem(orderId, { itemId: 'i2', change: { templateName: 'fault:never-finish' } }),
          world.production.abandonItem(orderId, { itemId: 'i2', reason: 'the customer gave up' }),
        ]);
        const view = await until('the second item to be decided', async () => {
          const { items } = await world.production.get(orderId);
          return items[1]?.state !== 'attention' && items[1]?.state !== 'submitting' && items[1];
        });
        // Whichever came first has won, and the other was told.
        if (view.state === 'abandoned') expect(abandoned.status).toBe('fulfilled');
        else expect([retried.status, abandoned.status]).toEqual(['fulfilled', 'rejected']);
        expect(world.paid(orderId)).toHaveLength(view.state === 'abandoned' ? world.paid(orderId).length : 2);
        await world.production.cancel(orderId);
      }
    });
  });

  it('when a second retry finds its item held by an empty account: it is refused, and the item not abandoned', async () => {
    await withLedger(async (world) => {
      world.sandbox.faults.set('no-credits');
      const { orderId } = await world.order(['mug']);
      await world.item(orderId, 'the hold', ({ attention }) => attention?.reason === 'insufficient-funds');
      await expect(world.production.retryItem(orderId, { itemId: 'i1' })).rejects.toThrow('possible now: abandonItem');
      world.sandbox.faults.clear();
      await world.client.workflow.getHandle(`printess-default-${orderId}`).signal('resume');
      expect((await world.ended(orderId)).state).toBe('produced');
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when the same retry is sent again after its answer was lost, and a produced item only by a word of its own', async () => {
    await withLedger(async (world) => {
      const { orderId } = await world.order(['mug', 'missing-template']);
      await world.item(orderId, 'a refusal', (_item, { items }) => items[1]?.attention !== undefined);
      await world.production.abandonItem(orderId, { itemId: 'i2', reason: 'later' });
      await world.ended(orderId);
      const wish = { itemId: 'i2', change: { templateName: 'poster' } };
      await world.production.retry(orderId, wish);
      await world.ended(orderId);
      await expect(world.production.retry(orderId, wish)).rejects.toThrow('only a reprint orders it again');
      await expect(world.production.retry(orderId)).rejects.toThrow('All its items are produced');
      expect(world.paid(orderId)).toHaveLength(2);
      await world.production.retry(orderId, { itemId: 'i1', reprint: true, generation: 1 });
      await world.ended(orderId);
      await expect(world.production.retry(orderId, { itemId: 'i1', reprint: true, generation: 1 })).rejects.toThrow(
        'generation 2, not 1',
      );
      expect(world.paid(orderId)).toHaveLength(3);
    });
  });

  it('and not again, by retryItem whose item brings adopt, and by the retry of an item that began with it', async () => {
    await withLedger(async (world) => {
      const jobId = await orderElsewhere(world, { externalOrderId: 'elsewhere' });
      const { orderId } = await world.order(['missing-template']);
      await world.item(orderId, 'a refusal', ({ attention }) => attention?.reason === 'refused');
      const view = await world.production.retryItem(orderId, { itemId: 'i1', change: { adopt: { jobId } } });
      expect(view.state).toMatch(/submitting|rendering/);
      expect((await world.ended(orderId)).items[0]).toMatchObject({ state: 'produced', jobId, produceCalls: 0 });
      expect(world.paid(orderId)).toHaveLength(0);

      const slow = await orderElsewhere(world, { externalOrderId: 'elsewhere', templateName: 'fault:never-finish' });
      const began = await world.start({
        orderId: `a-${randomUUID().slice(0, 8)}`,
        items: [{ itemId: 'i1', templateName: 'mug', adopt: { jobId: slow } }],
        policy: QUICK,
      });
      const beganId = began.workflowId.replace('printess-default-', '');
      await world.item(beganId, 'rendering', ({ statusCalls }) => statusCalls === 1);
      await began.cancel();
      await expect(began.result()).rejects.toThrow();
      await world.production.retry(beganId);
      await world.item(
        beganId,
        'it is followed again',
        ({ state, jobId: now }) => state === 'rendering' && now === slow,
      );
      expect(world.paid(beganId)).toHaveLength(0);
      await world.production.cancel(beganId);
    });
  });

  it('when a retry’s run is ended before its first task, and the order retried again: it knows what the first run knew', async () => {
    await withLedger(async (world) => {
      const jobId = await orderElsewhere(world, { externalOrderId: 'elsewhere' });
      const items = [
        { itemId: 'i1', templateName: 'mug', adopt: { jobId } },
        { itemId: 'i2', templateName: 'missing-template' },
      ];
      const began = await world.start({
        orderId: `r-${randomUUID().slice(0, 8)}`,
        items,
        policy: QUICK,
      });
      const { workflowId } = began;
      const orderId = workflowId.replace('printess-default-', '');
      await world.item(orderId, 'both', ({ state }, { items }) => state === 'produced' && !!items[1]?.attention);
      await world.production.abandonItem(orderId, { itemId: 'i2', reason: 'later' });
      await world.ended(orderId);

      const order = { orderId, shop: 'default', items, policy: QUICK };
      const state = await began.query<CarriedState>('carriedState');
      const wish = { itemId: 'i2', change: { templateName: 'poster' } };
      const reopened = reopenOrder(order, state, wish, { now: Date.now(), cutShort: false });
      await world.stopWorkers();
      await expect(world.production.retry(orderId)).rejects.toThrow(NoWorkerError);
      await until('Temporal to know that nobody polls', () =>
        began.query('order').then(
          () => false,
          (error: unknown) => isWithoutPoller(error),
        ),
      );
      await expect(world.production.retry(orderId)).rejects.toThrow(NoWorkerError);
      const carried = reopened.ok ? reopened.carried : undefined;
      const taskQueue = TASK_QUEUES.production;
      await world.client.workflow.start('productionOrder', { workflowId, taskQueue, args: [{ ...order, carried }] });
      await world.client.workflow.getHandle(workflowId).terminate();
      await world.startWorkers();

      await world.production.retry(orderId);
      expect(await world.ended(orderId)).toMatchObject({ state: 'produced', items: [{ jobId }, { generation: 2 }] });
      expect(world.paid(orderId).map(({ templateName }) => templateName)).toEqual(['poster']);
    });
  });

  it('when the worker cannot tell what the ended run knew: a retry is refused, and begins nothing without it', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['missing-template']);
      await world.item(orderId, 'a refusal', ({ attention }) => attention?.reason === 'refused');
      await world.production.abandonItem(orderId, { itemId: 'i1', reason: 'later' });
      await world.ended(orderId);
      await world.stopWorkers();
      const connection = await NativeConnection.connect({
        address: process.env['PRINTESS_TEST_TEMPORAL_ADDRESS'] ?? '',
      });
      const strange = await Worker.create({
        connection,
        namespace: world.client.options.namespace,
        taskQueue: TASK_QUEUES.production,
        workflowsPath: fileURLToPath(new URL('strange-workflows.ts', import.meta.url)),
      });
      await strange.runUntil(() =>
        expect(world.production.retry(orderId)).rejects.toThrow('cannot tell what the ended run knew'),
      );
      await connection.close();
      expect((await world.client.workflow.getHandle(handle.workflowId).describe()).status.name).toBe('COMPLETED');
      await world.startWorkers();
    });
  });

  it('when two retries of an ended order come at the same time: one wins, the other is refused', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['fault:fail-render']);
      await world.item(orderId, 'a failed render', ({ attention }) => attention?.reason === 'render-failed');
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      const two = [createClient(world.client), createClient(world.client)];
      const answers = await Promise.allSettled(two.map((production) => production.retry(orderId)));
      expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
      await world.item(orderId, 'it to fail again', ({ attention, generation }) => generation === 2 && !!attention);
      expect(world.paid(orderId)).toHaveLength(2);
      await world.production.cancel(orderId);
    });
  });
});
