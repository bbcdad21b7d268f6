import { describe, expect, it } from '@jest/globals';
import { orderOf } from '../support/order-of.js';
import { scriptedActivities } from '../support/scripted-activities.js';
import { until } from '../support/until.js';
import { withOrders } from '../support/with-orders.js';

describe('priority and fairness', () => {
  it('let a rush order overtake a backlog of 200', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ start, stopWorkers, startWorkers }) => {
      await stopWorkers();
      for (let n = 0; n < 10; n++) await Promise.all(Array.from({ length: 20 }, () => start(orderOf())));
      const rush = orderOf(1, { priority: 1 });
      await start(rush);
      await startWorkers();
      await until('the rush order to be produced', () =>
        activities.produced.some(({ orderId }) => orderId === rush.orderId),
      );
      const place = activities.produced.findIndex(({ orderId }) => orderId === rush.orderId);
      expect(place).toBeLessThan(60);
      await until('the backlog to be produced', () => activities.produced.length === 201);
    });
  });

  it('let a second shop not be starved by a first one’s order of 500 items', async () => {
    const activities = scriptedActivities();
    await withOrders(activities, async ({ start }) => {
      await start(orderOf(500, { shop: 'north' }));
      await until('the first shop’s calls', () => activities.produced.length >= 20);
      const other = orderOf(1, { shop: 'south' });
      await start(other);
      await until('all calls', () => activities.produced.length === 501);
      const place = activities.produced.findIndex(({ shop }) => shop === 'south');
      expect(place).toBeLessThan(250);
    });
  });
});
