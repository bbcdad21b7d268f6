import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { intentOf, intentText } from '../../../src/contract/intent.js';
import { later } from '../../support/later.js';
import { LOST, orderElsewhere, startByHand } from '../../support/paying.js';
import { resetOrder } from '../../support/reset-order.js';
import { until } from '../../support/until.js';
import { QUICK, withLedger } from '../../support/with-ledger.js';

// A run ends, and another one begins: cancelled, terminated, reset, started by hand. Each against the ledger: how many jobs Printess has accepted, and taken credits for.

describe('one job is paid', () => {
  it('when an answer is lost, the order is cancelled, and retried at once', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order([LOST]);
      await world.item(orderId, 'the unanswered call', ({ unansweredCall }) => unansweredCall === true);
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow();
      await world.production.retry(orderId);
      const view = await world.ended(orderId);
      expect(view.items[0]).toMatchObject({ state: 'produced', generation: 1, jobId: world.paid(orderId)[0]?.jobId });
      expect(view.items[0]?.unansweredCall).toBeUndefined();
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when the order is terminated with its call in flight, and started by hand at once', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['fault:slow-answer+lose-callback']);
      await until('the call', () => world.paid(orderId).length === 1);
      await handle.terminate();
      await startByHand(world, orderId, [{ itemId: 'i1', templateName: 'fault:slow-answer+lose-callback' }]);
      const view = await world.ended(orderId);
      expect(view).toMatchObject({ state: 'produced', items: [{ produceCalls: 0 }] });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when the order is terminated with its call in flight, and retried', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['fault:slow-answer+lose-callback']);
      await until('the call', () => world.paid(orderId).length === 1);
      await handle.terminate();
      await world.production.retry(orderId);
      expect((await world.ended(orderId)).state).toBe('produced');
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when the order is reset while its old attempt is in a slow lookup', async () => {
    const gate = later();
    let lookups = 0;
    const beforeList = () => {
      lookups += 1;
      return lookups === 1 ? gate.promise : Promise.resolve();
    };
    await withLedger(
      async (world) => {
        const { orderId, handle } = await world.order(['mug']);
        await until('the old attempt to look', () => lookups === 1);
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        await resetOrder(world, handle.workflowId);
        gate.resolve();
        expect((await world.ended(orderId)).state).toBe('produced');
        expect(world.paid(orderId)).toHaveLength(1);
      },
      { beforeList },
    );
  });

  it('when the order is reset to a later task while its call is in flight: Temporal makes that attempt again', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['fault:slow-answer+lose-callback+list-lag'], {
        policy: { ...QUICK, httpTimeout: '3s', settleTime: '6s' },
      });
      await until('the call', () => world.paid(orderId).length === 1);
      await handle.signal('checkNow', {});
      const secondTask = await until('the second task', async () => {
        const { events } = await handle.fetchHistory();
        return events?.filter(({ workflowTaskCompletedEventAttributes: done }) => done)[1]?.eventId;
      });
      await resetOrder(world, handle.workflowId, secondTask);
      const view = await world.ended(orderId);
      expect(view.items[0]).toMatchObject({ state: 'produced', jobId: world.paid(orderId)[0]?.jobId, produceCalls: 0 });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when the same order is started under another workflow id: nothing is sent for it', async () => {
    await withLedger(async (world) => {
      const { orderId } = await world.order(['fault:list-lag']);
      const workflowId = `stray-${randomUUID()}`;
      const items = [{ itemId: 'i1', templateName: 'fault:list-lag' }];
      const stray = await world.client.workflow.start('productionOrder', {
        workflowId,
        taskQueue: 'printess-production',
        args: [{ orderId, items, policy: QUICK }],
      });
      await expect(stray.result()).rejects.toMatchObject({ cause: { type: 'InvalidOrder' } });
      expect((await world.ended(orderId)).state).toBe('produced');
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when an order is submitted after its history is gone: what was retried as it was is followed', async () => {
    await withLedger(async (world) => {
      const orderId = `r-${randomUUID().slice(0, 8)}`;
      const item = { itemId: 'i1', templateName: 'mug' };
      const metaData = intentText(intentOf('default', orderId, item, 2));
      const jobId = await orderElsewhere(world, { externalOrderId: orderId, orderMetaData: metaData });
      await world.start({ orderId, items: [item], policy: QUICK });
      expect((await world.ended(orderId)).items[0]).toMatchObject({ state: 'produced', jobId, generation: 2 });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when an order number is used again for another design: a person is asked, and decides', async () => {
    await withLedger(async (world) => {
      const orderId = `n-${randomUUID().slice(0, 8)}`;
      const old = intentText(intentOf('default', orderId, { itemId: 'i1', templateName: 'last-year' }, 1));
      const jobId = await orderElsewhere(world, { externalOrderId: orderId, orderMetaData: old, origin: 'renamed' });
      await world.start({ orderId, items: [{ itemId: 'i1', templateName: 'mug' }], policy: QUICK });
      const view = await world.item(orderId, 'a person', ({ attention }) => attention?.reason === 'outcome-unknown');
      expect(view.attention?.message).toContain(jobId);
      expect(world.paid(orderId)).toHaveLength(1);
      await world.production.retryItem(orderId, { itemId: 'i1' });
      expect((await world.ended(orderId)).items[0]).toMatchObject({ state: 'produced', generation: 2 });
      expect(world.paid(orderId)).toHaveLength(2);
    });
  });

  it('when a reset order’s list cuts texts: nothing is sent, a person is asked', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['fault:never-finish']);
      await world.item(orderId, 'rendering', ({ state }) => state === 'rendering');
      world.sandbox.faults.set('list-cuts-meta');
      await resetOrder(world, handle.workflowId);
      const view = await world.item(orderId, 'a person', ({ attention }) => attention?.reason === 'outcome-unknown');
      expect(view.attention?.message).toContain(world.paid(orderId)[0]?.jobId);
      expect(world.paid(orderId)).toHaveLength(1);
      await world.production.cancel(orderId);
    });
  });

  it('by an order that a plain Temporal client started; it is listed, joined by submit, and safe', async () => {
    await withLedger(async (world) => {
      const orderId = `p-${randomUUID().slice(0, 8)}`;
      const items = [{ itemId: 'i1', templateName: 'mug' }];
      await startByHand(world, orderId, items);
      expect((await world.ended(orderId)).state).toBe('produced');
      expect(await world.production.submit({ orderId, items })).toMatchObject({ created: false });
      await until('the list to show it', async () => {
        for await (const summary of world.production.list({ state: 'produced' }))
          if (summary.orderId === orderId) return true;
        return false;
      });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });
});
