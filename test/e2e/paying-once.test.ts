import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { OTHER_NAMESPACE, startProcessWorld, viewsOf, type ProcessWorld } from '../support/with-processes.js';

// What happens to worker processes, and what people do to orders, must not pay twice. The sandbox's ledger counts.

let world: ProcessWorld;
let worker: Running | undefined;
beforeAll(async () => {
  world = await startProcessWorld();
}, 120_000);
afterEach(async () => {
  await worker?.end('SIGKILL');
  worker = undefined;
});
afterAll(() => world.close());

const orderOf = (templateName = 'poster') => ({
  orderId: `p-${randomUUID().slice(0, 8)}`,
  items: [{ itemId: 'a', templateName }],
});
const accepted = async (orderId: string) =>
  (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId);
const acceptedOnce = (orderId: string) =>
  until('the job to be accepted', async () => (await accepted(orderId)).length === 1);
const produced = (orderId: string, deadline = 50_000) =>
  until(
    `${orderId} to be produced`,
    async () => {
      const view = await world.show(orderId);
      return view?.state === 'produced' && view;
    },
    deadline,
  );
const submit = (order: ReturnType<typeof orderOf>) => world.production.submit(order);
const submitAndWait = async (order: ReturnType<typeof orderOf>) => {
  await submit(order);
  return world.production.wait(order.orderId);
};
const id = (orderId: string) => `printess-default-${orderId}`;
const reset = (orderId: string, taskFinishId: number) =>
  world.client.workflowService.resetWorkflowExecution({
    namespace: 'default',
    workflowExecution: { workflowId: id(orderId) },
    reason: 'a test',
    requestId: randomUUID(),
    workflowTaskFinishEventId: taskFinishId as never,
    resetReapplyType: proto.temporal.api.enums.v1.ResetReapplyType.RESET_REAPPLY_TYPE_ALL_ELIGIBLE,
  });

describe('an order pays once', () => {
  it('when the worker is killed with the call in flight', async () => {
    worker = await world.startWorker();
    const order = orderOf('fault:slow-answer+lose-callback');
    await submit(order);
    await acceptedOnce(order.orderId);
    await worker.end('SIGKILL');
    worker = await world.startWorker();
    const view = await produced(order.orderId);
    expect(view.items[0]?.warnings?.join()).toContain('already accepted job');
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 90_000);

  it('when the worker is killed after the answer, before its completion is reported', async () => {
    worker = await world.startWorker();
    const order = orderOf('fault:late-answer+lose-callback');
    await submit(order);
    await acceptedOnce(order.orderId);
    // A frozen Temporal takes no completion.
    process.kill(world.temporalPid, 'SIGSTOP');
    try {
      await until('the answer to be given', async () => (await accepted(order.orderId))[0]?.answered === true);
      await worker.end('SIGKILL');
    } finally {
      process.kill(world.temporalPid, 'SIGCONT');
    }
    worker = await world.startWorker();
    await produced(order.orderId);
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 120_000);

  it('when the worker is killed before it has sent anything', async () => {
    worker = await world.startWorker();
    await world.fault('down');
    const order = orderOf();
    await submit(order);
    await until('the order to be held', async () => (await world.show(order.orderId))?.state === 'attention');
    await worker.end('SIGKILL');
    await fetch(`${world.sandboxUrl}/sandbox/faults`, { method: 'DELETE' });
    worker = await world.startWorker();
    expect((await world.processes.run(['resume'])).code).toBe(0);
    await produced(order.orderId);
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 90_000);

  it('when a frozen worker has taken the call, thaws after its time, and another worker was quicker', async () => {
    const frozen = await world.startWorker();
    // Frozen while it polls: it is handed the order, or the call, without knowing when.
    frozen.child.kill('SIGSTOP');
    const order = orderOf();
    await submit(order);
    worker = await world.startWorker();
    const view = await produced(order.orderId);
    frozen.child.kill('SIGCONT');
    const marker = orderOf();
    await submit(marker);
    await produced(marker.orderId);
    expect(await frozen.end('SIGTERM')).toBe(0);
    expect(view.state).toBe('produced');
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 120_000);

  it('when a worker is frozen with the call in flight and thaws after its time', async () => {
    const frozen = await world.startWorker();
    const order = orderOf('fault:slow-answer');
    await submit(order);
    await acceptedOnce(order.orderId);
    frozen.child.kill('SIGSTOP');
    worker = await world.startWorker();
    // Temporal hands the frozen worker's polls several tasks in vain, ten seconds each.
    await produced(order.orderId, 150_000);
    frozen.child.kill('SIGCONT');
    expect(await frozen.end('SIGTERM')).toBe(0);
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 240_000);

  it('when a running order is reset to its first task', async () => {
    worker = await world.startWorker();
    const order = orderOf('fault:late-callback+never-finish');
    await submit(order);
    await acceptedOnce(order.orderId);
    await until('rendering', async () => (await world.show(order.orderId))?.items[0]?.state === 'rendering');
    await reset(order.orderId, 4);
    const view = await until(
      'the new run to adopt the job',
      async () => {
        const seen = await world.show(order.orderId);
        return seen?.items[0]?.state === 'rendering' && seen.items[0].produceCalls === 0 && seen;
      },
      60_000,
    );
    expect(view.items[0]?.warnings?.join()).toContain('already accepted job');
    expect(await accepted(order.orderId)).toHaveLength(1);
    await world.processes.run(['cancel', order.orderId]);
  }, 90_000);

  it('when a finished order is reset to its first task', async () => {
    worker = await world.startWorker();
    const order = orderOf();
    const first = await submitAndWait(order);
    await reset(order.orderId, 4);
    await until(
      'the new run to end',
      async () => {
        const seen = await world.show(order.orderId);
        return seen?.state === 'produced' && seen.items[0]?.produceCalls === 0;
      },
      60_000,
    );
    const again = await world.show(order.orderId);
    expect(again?.items[0]?.jobId).toBe(first.items[0]?.jobId);
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 90_000);

  it('when the same order is submitted again after it closed, and after its history is gone', async () => {
    worker = await world.startWorker();
    const order = orderOf();
    await submitAndWait(order);
    expect((await submitAndWait(order)).state).toBe('produced');
    // A Temporal without the history, such as after its retention: another namespace.
    const elsewhere = { TEMPORAL_NAMESPACE: OTHER_NAMESPACE };
    const other = await world.processes.start(['worker'], /Worker runs/, elsewhere);
    const [view] = viewsOf(
      await world.processes.run(['submit', '-', '--json', '--wait'], elsewhere, JSON.stringify(order)),
    );
    await other.end('SIGTERM');
    expect(view).toMatchObject({ state: 'produced', items: [{ produceCalls: 0 }] });
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 90_000);

  it('when the list lags behind, or is down, while an answer is lost', async () => {
    worker = await world.startWorker();
    // Another order of ours in the list proves it: then an empty list means that there is no job.
    await submitAndWait(orderOf());
    const order = orderOf('fault:lose-answer+list-lag+lose-callback');
    await submit(order);
    await acceptedOnce(order.orderId);
    // A list that lags for longer than the settle time is why the deadline is waited out before it is read.
    const view = await until(
      'its end or a person',
      async () => {
        const seen = await world.show(order.orderId);
        return (seen?.state === 'produced' || seen?.state === 'attention') && seen;
      },
      60_000,
    );
    expect(['produced', 'attention']).toContain(view.state);
    expect(await accepted(order.orderId)).toHaveLength(1);
  }, 90_000);

  it('through ten rolling restarts under load: every worker ends with 0, and no answer is ambiguous', async () => {
    worker = await world.startWorker();
    const orders: ReturnType<typeof orderOf>[] = [];
    let restarting = true;
    const customer = async () => {
      while (restarting) {
        const order = orderOf();
        orders.push(order);
        await submitAndWait(order);
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
      const view = await produced(orderId);
      expect(view.items[0]).toMatchObject({ produceCalls: 1 });
      expect(await accepted(orderId)).toHaveLength(1);
    }
  }, 240_000);
});
