import { describe, expect, it } from '@jest/globals';
import { oneItem, withPayingWorld, type PayingWorld } from '../support/paying-world.js';

// A process that is stopped for a while, as on a machine that pages or a virtual one that moves, must not pay twice.

let world: PayingWorld;
withPayingWorld((started) => (world = started));

describe('an order pays once', () => {
  it('when a frozen worker has taken the call, thaws after its time, and another worker was quicker', async () => {
    const frozen = await world.startWorker();
    // Frozen while it polls: it is handed the order, or the call, without knowing when.
    frozen.child.kill('SIGSTOP');
    const order = oneItem();
    await world.production.submit(order);
    await world.startWorker();
    const view = await world.produced(order.orderId);
    frozen.child.kill('SIGCONT');
    const marker = oneItem();
    await world.production.submit(marker);
    await world.produced(marker.orderId);
    expect(await frozen.end('SIGTERM')).toBe(0);
    expect(view.state).toBe('produced');
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });

  it('when a worker is frozen with the call in flight and thaws after its time', async () => {
    const frozen = await world.startWorker();
    const order = oneItem('fault:slow-answer');
    await world.production.submit(order);
    await world.acceptedOnce(order.orderId);
    frozen.child.kill('SIGSTOP');
    await world.startWorker();
    // Temporal hands the frozen worker's polls several tasks in vain, ten seconds each.
    await world.produced(order.orderId, 150_000);
    frozen.child.kill('SIGCONT');
    expect(await frozen.end('SIGTERM')).toBe(0);
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });
});
