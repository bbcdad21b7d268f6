import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { LOST } from '../../support/paying.js';
import { resetOrder } from '../../support/reset-order.js';
import { until } from '../../support/until.js';
import { QUICK, withLedger } from '../../support/with-ledger.js';

// Jobs that are followed instead of ordered. Each against the ledger: how many jobs Printess has accepted, and taken credits for.

describe('one job is paid', () => {
  it('when an unanswered item adopts a mistyped job: its own stays looked for, and is found', async () => {
    await withLedger(async (world) => {
      world.sandbox.faults.set('list-empty');
      const { orderId } = await world.order([LOST]);
      await world.item(orderId, 'a person', ({ attention }) => attention?.reason === 'outcome-unknown');
      const view = await world.production.adoptJob(orderId, { itemId: 'i1', jobId: ' no-such-job ' });
      expect(view).toMatchObject({ jobId: 'no-such-job', unansweredCall: true });
      const parked = await world.item(orderId, 'job-unknown', ({ attention }) => attention?.reason === 'job-unknown');
      expect(parked.unansweredCall).toBe(true);
      expect(parked.attention?.message).toContain('may have been paid');
      expect(parked.attention?.message).not.toContain('Nothing was paid');
      world.sandbox.faults.clear();
      await world.production.retryItem(orderId, { itemId: 'i1' });
      expect((await world.ended(orderId)).items[0]).toMatchObject({ state: 'produced', generation: 1 });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('for each item, when one is told to adopt the job that a sibling has', async () => {
    await withLedger(async (world) => {
      const { orderId } = await world.order(['fault:fail-render', 'fault:never-finish']);
      const failed = await world.item(
        orderId,
        'a failed render',
        ({ attention }) => attention?.reason === 'render-failed',
      );
      const { items } = await world.production.get(orderId);
      const taken = world.production.adoptJob(orderId, { itemId: 'i1', jobId: items[1]?.jobId ?? '' });
      await expect(taken).rejects.toThrow('another item of this order has that job');
      expect(failed.jobId).not.toBe(items[1]?.jobId);
      expect(world.paid(orderId)).toHaveLength(2);
      await world.production.cancel(orderId);
    });
  });

  it('when a rendering order is cancelled and retried: the paid job is followed again, only the failed one is ordered again', async () => {
    await withLedger(
      async (world) => {
        const { orderId, handle } = await world.order(['mug', 'fault:fail-render']);
        await world.item(
          orderId,
          'a failed render',
          (_item, { items }) => items[1]?.attention?.reason === 'render-failed',
        );
        await handle.cancel();
        await expect(handle.result()).rejects.toThrow();
        const before = await world.production.get(orderId);
        await world.production.retry(orderId);
        const view = await until('both to go on', async () => {
          const seen = await world.production.get(orderId);
          return seen.items[0]?.state === 'produced' && seen.items[1]?.generation === 2 && seen;
        });
        expect(view.items[0]).toMatchObject({ generation: 1, jobId: before.items[0]?.jobId });
        await until('the second call', () => world.paid(orderId).length === 3);
        await world.production.cancel(orderId);
      },
      { renderMs: 2_000 },
    );
  });

  it('for an adopted job that is dead: the retry of the ended order orders the item, once', async () => {
    await withLedger(async (world) => {
      const handle = await world.start({
        orderId: `d-${randomUUID().slice(0, 8)}`,
        items: [{ itemId: 'i1', templateName: 'mug', adopt: { jobId: 'nobody-knows-it' } }],
        policy: QUICK,
      });
      const orderId = handle.workflowId.replace('printess-default-', '');
      const parked = await world.item(orderId, 'job-unknown', ({ attention }) => attention?.reason === 'job-unknown');
      expect(parked.attention?.message).toContain('Nothing was paid');
      await world.production.abandonItem(orderId, { itemId: 'i1', reason: 'dead' });
      await world.ended(orderId);
      await world.production.retry(orderId);
      expect((await world.ended(orderId)).items[0]).toMatchObject({ state: 'produced', generation: 2 });
      expect(world.paid(orderId)).toHaveLength(1);
    });
  });

  it('when an order is reset after a correction: a person is asked about the job, and the refused original is not sent', async () => {
    await withLedger(async (world) => {
      const { orderId, handle } = await world.order(['fault:refuse']);
      await world.item(orderId, 'a refusal', ({ attention }) => attention?.reason === 'refused');
      await world.production.retryItem(orderId, { itemId: 'i1', change: { templateName: 'fault:never-finish' } });
      await world.item(orderId, 'rendering', ({ state }) => state === 'rendering');
      const calls = world.sandbox.ledger.calls['/production/produce'];
      await resetOrder(world, handle.workflowId);
      const [job] = world.paid(orderId);
      const view = await world.item(
        orderId,
        'the found job',
        ({ attention, generation }) => generation === 1 && !!attention,
      );
      expect(view.attention?.message).toContain(job?.jobId);
      expect(view.actions).toContain('adoptJob');
      expect(world.sandbox.ledger.calls['/production/produce']).toBe(calls);
      await world.production.adoptJob(orderId, { itemId: 'i1', jobId: job?.jobId ?? '' });
      await world.item(orderId, 'it is followed', ({ state }) => state === 'rendering');
      expect(world.paid(orderId)).toHaveLength(1);
      await world.production.cancel(orderId);
    });
  });
});
