import { orderInputSchema, type ProductionOrder } from '../contract/order.js';
import type { Scope } from './scope.js';
import { startArgument } from './sdk.js';

/** The order as it was started, whoever started it, read without a worker. Undefined if it is none. */
export async function startedOrder({ temporal }: Scope, workflowId: string): Promise<ProductionOrder | undefined> {
  const parsed = orderInputSchema.safeParse(await startArgument(temporal, workflowId));
  if (!parsed.success) return undefined;
  const { carried, ...order } = parsed.data;
  return order;
}
