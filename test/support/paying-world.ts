import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import type { OrderView } from '../../src/contract/view.js';
import type { Running } from './processes.js';
import { until } from './until.js';
import { startProcessWorld, type ProcessWorld } from './with-processes.js';

interface OneItem {
  orderId: string;
  items: [{ itemId: string; templateName: string }];
}

/** Processes, and what the tests of paying once do with orders of one item. The sandbox's ledger counts. */
export interface PayingWorld extends ProcessWorld {
  accepted: (orderId: string) => Promise<{ answered: boolean }[]>;
  acceptedOnce: (orderId: string) => Promise<unknown>;
  produced: (orderId: string, deadlineMs?: number) => Promise<OrderView>;
  submitAndWait: (order: OneItem) => Promise<OrderView>;
}

/** An order that nobody has given yet. */
export const oneItem = (templateName = 'poster'): OneItem => ({
  orderId: `p-${randomUUID().slice(0, 8)}`,
  items: [{ itemId: 'a', templateName }],
});

/** Gives a test file its world before its tests begin, and kills the workers that a test has left. */
export function withPayingWorld(use: (world: PayingWorld) => void): void {
  let world: PayingWorld;
  let workers: Running[] = [];
  beforeAll(async () => {
    const started = await startPayingWorld();
    world = {
      ...started,
      async startWorker(extra) {
        const worker = await started.startWorker(extra);
        workers.push(worker);
        return worker;
      },
    };
    use(world);
  });
  afterEach(async () => {
    await Promise.all(workers.map((worker) => worker.end('SIGKILL')));
    workers = [];
  });
  afterAll(() => world.close());
}

async function startPayingWorld(): Promise<PayingWorld> {
  const world = await startProcessWorld();
  const accepted = async (orderId: string) =>
    (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId);
  return {
    ...world,
    accepted,
    acceptedOnce: (orderId) => until('the job to be accepted', async () => (await accepted(orderId)).length === 1),
    produced: (orderId, deadlineMs = 50_000) =>
      until(
        `${orderId} to be produced`,
        async () => {
          const view = await world.show(orderId);
          return view?.state === 'produced' && view;
        },
        deadlineMs,
      ),
    async submitAndWait(order) {
      await world.production.submit(order);
      return world.production.wait(order.orderId);
    },
  };
}
