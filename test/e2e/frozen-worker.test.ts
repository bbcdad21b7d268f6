import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { oneItem, withPayingWorld, type PayingWorld } from '../support/paying-world.js';
import { until } from '../support/until.js';

// A process that is stopped for a while, as on a machine that pages or a virtual one that moves, must not pay twice.

/** Longer than the SDK lets a task have its thread by itself, shorter than a task's own time. */
const FROZEN_MS = 6_500;

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

describe('a worker that is frozen in the middle of its work', () => {
  it('goes on where it was: no task is cut off, and no order is the worse for it', async () => {
    const worker = await world.startWorker();
    const handles = [];
    for (let round = 0; round < 2; round++) {
      // So much to do that it is in the middle of one of them.
      const orders = Array.from({ length: 4 }, () => large());
      await Promise.all(orders.map((order) => world.production.submit(order)));
      const ofRound = orders.map(({ orderId }) => world.client.workflow.getHandle(`printess-default-${orderId}`));
      handles.push(...ofRound);
      await until('the first task to be begun', async () => {
        const all = await Promise.all(ofRound.map((handle) => handle.describe()));
        return all.some(({ historyLength }) => historyLength > 2);
      });
      worker.child.kill('SIGSTOP');
      await sleep(FROZEN_MS);
      worker.child.kill('SIGCONT');
      await until('each order to be begun', async () => {
        const all = await Promise.all(ofRound.map((handle) => handle.describe()));
        return all.every(({ historyLength }) => historyLength > 20);
      });
    }
    for (const handle of handles) {
      const { events = [] } = await handle.fetchHistory();
      expect(events?.flatMap((one) => one.workflowTaskFailedEventAttributes?.failure?.message ?? [])).toEqual([]);
      await handle.terminate('looked at');
    }
    expect(await worker.end('SIGTERM')).toBe(0);
  });
});

const large = () => ({
  orderId: `l-${randomUUID().slice(0, 8)}`,
  items: Array.from({ length: 500 }, (_, index) => ({ itemId: `i${index}`, templateName: 'poster' })),
});
