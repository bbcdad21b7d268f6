import { randomUUID } from 'node:crypto';
import { SIGNALS } from '../contract/names.js';
import { HELD_REASONS } from '../contract/view.js';
import { ordersQuery } from './orders-query.js';
import type { Scope } from './scope.js';

/** One batch signal to all orders of the shop that are held; returns how many there were. */
export async function resumeShop({ temporal, shop }: Scope): Promise<number> {
  const visibilityQuery = ordersQuery({ shop, attention: [...HELD_REASONS, 'delivery-failed'], open: true });
  const { count } = await temporal.workflow.count(visibilityQuery);
  if (count === 0) return 0;
  await temporal.workflowService.startBatchOperation({
    namespace: temporal.options.namespace,
    jobId: randomUUID(),
    reason: `resume the held orders of shop ${shop}`,
    visibilityQuery,
    signalOperation: { signal: SIGNALS.resume, identity: temporal.options.identity },
  });
  return count;
}
