import { describe, expect, it } from '@jest/globals';
import { oneItem, withPayingWorld, type PayingWorld } from '../support/paying-world.js';
import { until } from '../support/until.js';

// What happens to worker processes must not pay twice.

let world: PayingWorld;
withPayingWorld((started) => (world = started));

describe('an order pays once', () => {
  it('when the worker is killed with the call in flight', async () => {
    const worker = await world.startWorker();
    const order = oneItem('fault:slow-answer+lose-callback');
    await world.production.submit(order);
    await world.acceptedOnce(order.orderId);
    await worker.end('SIGKILL');
    await world.startWorker();
    const view = await world.produced(order.orderId);
    expect(view.items[0]?.warnings?.join()).toContain('already accepted job');
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });

  it('when the worker is killed after the answer, before its completion is reported', async () => {
    const worker = await world.startWorker();
    const order = oneItem('fault:late-answer+lose-callback');
    await world.production.submit(order);
    await world.acceptedOnce(order.orderId);
    // A frozen Temporal takes no completion.
    process.kill(world.temporalPid, 'SIGSTOP');
    try {
      await until('the answer to be given', async () => (await world.accepted(order.orderId))[0]?.answered === true);
      await worker.end('SIGKILL');
    } finally {
      process.kill(world.temporalPid, 'SIGCONT');
    }
    await world.startWorker();
    await world.produced(order.orderId);
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });

  it('when the worker is killed before it has sent anything', async () => {
    const worker = await world.startWorker();
    await world.fault('down');
    const order = oneItem();
    await world.production.submit(order);
    await until('the order to be held', async () => (await world.show(order.orderId))?.state === 'attention');
    await worker.end('SIGKILL');
    await fetch(`${world.sandboxUrl}/sandbox/faults`, { method: 'DELETE' });
    await world.startWorker();
    expect((await world.processes.run(['resume'])).code).toBe(0);
    await world.produced(order.orderId);
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });

  it('when the list lags behind, or is down, while an answer is lost', async () => {
    await world.startWorker();
    // Another order of ours in the list proves it: then an empty list means that there is no job.
    await world.submitAndWait(oneItem());
    const order = oneItem('fault:lose-answer+list-lag+lose-callback');
    await world.production.submit(order);
    await world.acceptedOnce(order.orderId);
    // A list that lags for longer than the settle time is why the deadline is waited out before it is read.
    const view = await until('its end or a person', async () => {
      const seen = await world.show(order.orderId);
      return (seen?.state === 'produced' || seen?.state === 'attention') && seen;
    });
    expect(['produced', 'attention']).toContain(view.state);
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });
});
