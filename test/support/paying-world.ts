import { randomUUID } from 'node:crypto';
import type { OrderView } from '../../src/contract/view.js';
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

export async function startPayingWorld(): Promise<PayingWorld> {
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
