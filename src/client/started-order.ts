import type { CarriedState } from '../contract/carried-state.js';
import { orderInputSchema, type ProductionOrder } from '../contract/order.js';
import type { Scope } from './scope.js';
import { startArgument } from './sdk.js';

/** What the latest run of an order was started with. */
export interface StartedOrder {
  order: ProductionOrder;
  /** What the run before it knew, where it was started by a retry. */
  carried: CarriedState | undefined;
}

/** The order as it was started, whoever started it, read without a worker. Undefined if it is none. */
export async function startedOrder({ temporal }: Scope, workflowId: string): Promise<StartedOrder | undefined> {
  const parsed = orderInputSchema.safeParse(await startArgument(temporal, workflowId));
  if (!parsed.success) return undefined;
  const { carried, ...order } = parsed.data;
  return { order, carried };
}
