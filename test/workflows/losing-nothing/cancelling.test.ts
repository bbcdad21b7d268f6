import { describe, expect, it } from '@jest/globals';
import { createClient } from '../../../src/client/index.js';
import type { ProduceAnswer } from '../../../src/contract/answer.js';
import type { ProduceInput } from '../../../src/contract/activity-inputs.js';
import { eventWorkflowId } from '../../../src/contract/event.js';
import { PRINTESS_STATE } from '../../../src/contract/search-attributes.js';
import type { OrderView } from '../../../src/contract/view.js';
import { callback } from '../../support/callback.js';
import { later } from '../../support/later.js';
import { orderOf } from '../../support/order-of.js';
import { needsAttention, rendering } from '../../support/order-states.js';
import { refused, accepted, scriptedActivities } from '../../support/scripted-activities.js';
import { resetOrder } from '../../support/reset-order.js';
import { until } from '../../support/until.js';
import { withOrders } from '../../support/with-orders.js';

/** What the first produce call was given. */
function firstCall({ produced: [input] }: { produced: ProduceInput[] }): ProduceInput {
  if (!input) throw new Error('There was no call');
  return input;
}

// The end of a run: by cancelling, by a reset.

describe('nothing is lost', () => {
  it('of events: told, reset, then produced, their numbers go on and none is swallowed', async () => {
    const activities = scriptedActivities({ produce: (input, call) => (call === 1 ? refused : accepted(input)) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const production = createClient(client, { events: true });
      const order = orderOf();
      const handle = await start(order, production);
      await seen(handle, 'a refusal', needsAttention);
      await until('the first event', () => activities.notified.length === 1);
      await resetOrder({ client }, handle.workflowId);
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
});
