import { describe, expect, it } from '@jest/globals';
import { historyFacts } from '../support/history-facts.js';
import { orderOf } from '../support/order-of.js';
import { jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { skipTime } from '../../src/testing/skip-time.js';
import { withOrders, type OrderHandle } from '../support/with-orders.js';

const reportOf = (itemId: string) => ({ itemId, generation: 1, jobId: jobOf(itemId), outcome: success });
const callback = (handle: OrderHandle, itemId: string) => handle.signal('printessCallback', reportOf(itemId));

describe('an order is lean', () => {
  it('on the callback path: 17 events, 3 workflow tasks, 5 billable actions', async () => {
    await withOrders(scriptedActivities(), async ({ start, seen }) => {
      const order = orderOf();
      const handle = await start(order);
      await seen(handle, 'rendering', (view) => view.items[0]?.state === 'rendering');
      await callback(handle, 'i1');
      await handle.result();
      const facts = await historyFacts(handle);
      expect(facts).toMatchObject({ events: 17, workflowTasks: 3, actions: 5 });
      // What it was given stands there twice: the order in the input and the call, the callback in the signal and the result.
      const given = JSON.stringify(order).length + JSON.stringify(reportOf('i1')).length;
      expect(facts.bytes).toBeLessThanOrEqual(4_250 + 2 * given);
    });
  });

  it('on the fallback path: 23 events, 5 billable actions', async () => {
    const activities = scriptedActivities({ checkStatus: () => ({ kind: 'final', outcome: success, statusCalls: 1 }) });
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf());
      await seen(handle, 'rendering', (view) => view.items[0]?.state === 'rendering');
      await skipTime(client, handle);
      await handle.result();
      // The server tells in events of its own that time was skipped.
      expect(await historyFacts(handle)).toMatchObject({ events: 23, actions: 5 });
    });
  });

  it('in an order of 20: at most 0.45 of the events of a one-item order an item, and 2.5 actions', async () => {
    await withOrders(scriptedActivities(), async ({ start, seen }) => {
      const handle = await start(orderOf(20));
      const view = await seen(handle, 'rendering', ({ items }) => items.every(({ state }) => state === 'rendering'));
      await Promise.all(view.items.map(({ itemId }) => callback(handle, itemId)));
      await handle.result();
      const { events, actions } = await historyFacts(handle);
      expect(events / 20).toBeLessThanOrEqual(0.45 * 17);
      expect(actions / 20).toBeLessThanOrEqual(2.5);
    });
  });

  it('in its worst case, 200 items whose jobs never end: below 60 events an item in one run', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ client, start, seen }) => {
      const handle = await start(orderOf(200));
      await seen(handle, 'rendering', ({ items }) => items.every(({ state }) => state === 'rendering'));
      await skipTime(client, handle);
      const { state } = await handle.result();
      expect(state).toBe('failed');
      expect(activities.checked).toHaveLength(200 * 6);
      const { events, bytes } = await historyFacts(handle);
      process.stderr.write(`Worst case of 200 items: ${events} events, ${bytes} bytes\n`);
      expect(events).toBeLessThan(200 * 60);
    });
  });
});
