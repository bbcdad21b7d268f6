import { describe, expect, it } from '@jest/globals';
import { oneItem, withPayingWorld, type PayingWorld } from '../support/paying-world.js';

// Workers that follow one another while orders come must neither pay twice nor leave a call unanswered.

let world: PayingWorld;
withPayingWorld((started) => (world = started));

describe('an order pays once', () => {
  it('through ten rolling restarts under load: every worker ends with 0, and no answer is ambiguous', async () => {
    let worker = await world.startWorker();
    const orders: ReturnType<typeof oneItem>[] = [];
    let restarting = true;
    const customer = async () => {
      while (restarting) {
        const order = oneItem();
        orders.push(order);
        await world.submitAndWait(order);
      }
    };
    const customers = Promise.all(Array.from({ length: 4 }, customer));
    try {
      for (let restart = 0; restart < 10; restart++) {
        const next = await world.startWorker();
        expect(await worker.end('SIGTERM')).toBe(0);
        worker = next;
      }
    } finally {
      restarting = false;
    }
    await customers;
    expect(orders.length).toBeGreaterThan(10);
    for (const { orderId } of orders) {
      const view = await world.produced(orderId);
      expect(view.items[0]).toMatchObject({ produceCalls: 1 });
      expect(await world.accepted(orderId)).toHaveLength(1);
    }
  });
});
