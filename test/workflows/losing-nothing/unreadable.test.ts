import { describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { ProduceAnswer } from '../../../src/contract/answer.js';
import type { ProduceInput } from '../../../src/contract/activity-inputs.js';
import { callback } from '../../support/callback.js';
import { later } from '../../support/later.js';
import { orderOf } from '../../support/order-of.js';
import { needsAttention, only, rendering } from '../../support/order-states.js';
import { refused, accepted, failure, scriptedActivities, success } from '../../support/scripted-activities.js';
import { advance } from '../../../src/testing/skip-time.js';
import { until } from '../../support/until.js';
import { withOrders } from '../../support/with-orders.js';

/** What the first produce call was given. */
function firstCall({ produced: [input] }: { produced: ProduceInput[] }): ProduceInput {
  if (!input) throw new Error('There was no call');
  return input;
}

// What cannot be read, or is too much.

describe('nothing is lost', () => {
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
      const unclear = await seen(handle, 'a call without an answer', (view) => only(view).unansweredCall === true);
      expect(only(unclear)).toMatchObject({ produceCalls: 1, jobs: [] });
      await advance(client, handle, '5s');
      const asked = await seen(handle, 'a person', needsAttention);
      expect(only(asked).attention).toMatchObject({
        reason: 'outcome-unknown',
        message: expect.stringContaining('What produce answered cannot be read.'),
      });
      await handle.executeUpdate('adoptJob', { args: [{ itemId: 'i1', jobId: 'J1' }] });
      await until('the first check', () => activities.checked.length === 1);
      await seen(handle, 'it to be counted', (view) => only(view).statusCalls === 1);
      await handle.signal('checkNow', []);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', statusCalls: 2 });
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
      expect(only(await handle.result())).toMatchObject({ state: 'produced', statusCalls: 0 });
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
      expect(only(view).ignoredCallbacks).toEqual({ foreign: 101, repeated: 0 });
    });
  });
});
