import { describe, expect, it } from '@jest/globals';
import { oneItem, withPayingWorld, type PayingWorld } from '../support/paying-world.js';
import { resetOrder } from '../support/reset-order.js';
import { until } from '../support/until.js';
import { OTHER_NAMESPACE, viewsOf } from '../support/with-processes.js';

// What people do to orders must not pay twice.

let world: PayingWorld;
withPayingWorld((started) => (world = started));

const reset = (orderId: string) => resetOrder(world, `printess-default-${orderId}`);

describe('an order pays once', () => {
  it('when a running order is reset to its first task', async () => {
    await world.startWorker();
    const order = oneItem('fault:late-callback+never-finish');
    await world.production.submit(order);
    await world.acceptedOnce(order.orderId);
    await until('rendering', async () => (await world.show(order.orderId))?.items[0]?.state === 'rendering');
    await reset(order.orderId);
    const view = await until('the new run to adopt the job', async () => {
      const seen = await world.show(order.orderId);
      return seen?.items[0]?.state === 'rendering' && seen.items[0].produceCalls === 0 && seen;
    });
    expect(view.items[0]?.warnings?.join()).toContain('already accepted job');
    expect(await world.accepted(order.orderId)).toHaveLength(1);
    await world.processes.run(['cancel', order.orderId]);
  });

  it('when a finished order is reset to its first task', async () => {
    await world.startWorker();
    const order = oneItem();
    const first = await world.submitAndWait(order);
    await reset(order.orderId);
    await until('the new run to end', async () => {
      const seen = await world.show(order.orderId);
      return seen?.state === 'produced' && seen.items[0]?.produceCalls === 0;
    });
    const again = await world.show(order.orderId);
    expect(again?.items[0]?.jobId).toBe(first.items[0]?.jobId);
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });

  it('when the same order is submitted again after it closed, and after its history is gone', async () => {
    await world.startWorker();
    const order = oneItem();
    await world.submitAndWait(order);
    expect((await world.submitAndWait(order)).state).toBe('produced');
    // A Temporal without the history, such as after its retention: another namespace.
    const elsewhere = { TEMPORAL_NAMESPACE: OTHER_NAMESPACE };
    const other = await world.processes.start(['worker'], /Worker runs/, elsewhere);
    const [view] = viewsOf(
      await world.processes.run(['submit', '-', '--json', '--wait'], elsewhere, JSON.stringify(order)),
    );
    await other.end('SIGTERM');
    expect(view).toMatchObject({ state: 'produced', items: [{ produceCalls: 0 }] });
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });
});
