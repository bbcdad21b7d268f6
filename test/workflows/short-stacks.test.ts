import { expect, it } from '@jest/globals';
import { rendering } from '../support/order-states.js';
import { orderOf } from '../support/order-of.js';
import { scriptedActivities } from '../support/scripted-activities.js';
import { withOrders } from '../support/with-orders.js';

it('the call stack of an order tells where it waits, each promise by a few frames', async () => {
  await withOrders(scriptedActivities(), async ({ start, seen }) => {
    const order = await start(orderOf());
    await seen(order, 'rendering', rendering);
    const promises = (await order.query<string>('__stack_trace')).split('\n\n');
    expect(promises).toContainEqual(expect.stringMatching(/hear\.ts:[^\n]*\n[^\n]*follow-job\.ts:/));
    expect(promises).toContainEqual(expect.stringMatching(/production-order\.ts:/));
    // Three; Node.js 24 puts none of its own beside the hook's.
    expect(Math.max(...promises.map((promise) => promise.split('\n').length))).toBeLessThanOrEqual(4);
  });
});
