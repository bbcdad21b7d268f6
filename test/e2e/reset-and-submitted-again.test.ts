import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { oneItem, startPayingWorld, type PayingWorld } from '../support/paying-world.js';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { OTHER_NAMESPACE, viewsOf } from '../support/with-processes.js';

// What people do to orders must not pay twice.

let world: PayingWorld;
let worker: Running | undefined;
beforeAll(async () => {
  world = await startPayingWorld();
});
afterEach(async () => {
  await worker?.end('SIGKILL');
  worker = undefined;
});
afterAll(() => world.close());

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
  it('when a running order is reset to its first task', async () => {
    worker = await world.startWorker();
    const order = oneItem('fault:late-callback+never-finish');
    await world.production.submit(order);
    await world.acceptedOnce(order.orderId);
    await until('rendering', async () => (await world.show(order.orderId))?.items[0]?.state === 'rendering');
    await reset(order.orderId, 4);
    const view = await until('the new run to adopt the job', async () => {
      const seen = await world.show(order.orderId);
      return seen?.items[0]?.state === 'rendering' && seen.items[0].produceCalls === 0 && seen;
    });
    expect(view.items[0]?.warnings?.join()).toContain('already accepted job');
    expect(await world.accepted(order.orderId)).toHaveLength(1);
    await world.processes.run(['cancel', order.orderId]);
  });

  it('when a finished order is reset to its first task', async () => {
    worker = await world.startWorker();
    const order = oneItem();
    const first = await world.submitAndWait(order);
    await reset(order.orderId, 4);
    await until('the new run to end', async () => {
      const seen = await world.show(order.orderId);
      return seen?.state === 'produced' && seen.items[0]?.produceCalls === 0;
    });
    const again = await world.show(order.orderId);
    expect(again?.items[0]?.jobId).toBe(first.items[0]?.jobId);
    expect(await world.accepted(order.orderId)).toHaveLength(1);
  });

  it('when the same order is submitted again after it closed, and after its history is gone', async () => {
    worker = await world.startWorker();
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
