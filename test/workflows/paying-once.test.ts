import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { createClient } from '../../src/client/index.js';
import { intentOf, intentText } from '../../src/contract/intent.js';
import { until } from '../support/until.js';
import { ORIGIN, QUICK, withLedger, type LedgerWorld } from '../support/with-ledger.js';

// Each against the ledger: how many jobs Printess has accepted, and taken credits for.

const LOST = 'fault:lose-answer+lose-callback';

/** A job of the list that another system, or an earlier life of the order, has ordered. */
async function orderElsewhere({ sandbox }: LedgerWorld, body: object): Promise<string> {
  const response = await fetch(`${sandbox.url}/production/produce`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ templateName: 'mug', origin: ORIGIN, ...body }),
  });
  return ((await response.json()) as { jobId: string }).jobId;
}

/** Resets to the first task, or to a later one, by its last event. */
const reset = ({ client }: LedgerWorld, workflowId: string, workflowTaskFinishEventId: unknown = 4) =>
  client.workflowService.resetWorkflowExecution({
    namespace: client.options.namespace,
    workflowExecution: { workflowId },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: workflowTaskFinishEventId as never,
    resetReapplyType: proto.temporal.api.enums.v1.ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
  });

/** Starts the workflow as somebody with a plain Temporal client would: id, task queue, one argument. */
const startByHand = ({ client }: LedgerWorld, orderId: string, items: object[], rest: object = {}) =>
  client.workflow.start('productionOrder', {
    workflowId: `printess-default-${orderId}`,
    taskQueue: 'printess-production',
    args: [{ orderId, items, policy: QUICK, ...rest }],
  });

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
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    let lookups = 0;
    const beforeList = () => {
      lookups += 1;
      return lookups === 1 ? gate : Promise.resolve();
    };
    await withLedger(
      async (world) => {
        const { orderId, handle } = await world.order(['mug']);
        await until('the old attempt to look', () => lookups === 1);
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        await reset(world, handle.workflowId);
        open();
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
      await reset(world, handle.workflowId, secondTask);
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
      await reset(world, handle.workflowId);
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
      await reset(world, handle.workflowId);
      const view = await world.item(orderId, 'a person', ({ attention }) => attention?.reason === 'outcome-unknown');
      expect(view.attention?.message).toContain(world.paid(orderId)[0]?.jobId);
      expect(world.paid(orderId)).toHaveLength(1);
      await world.production.cancel(orderId);
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
