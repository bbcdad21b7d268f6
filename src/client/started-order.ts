import { productionOrderSchema, type ProductionOrder } from '../contract/order.js';
import type { Scope } from './scope.js';

/** The order as it was started, read from the first event of its history: needs no worker. Undefined if unreadable. */
export async function startedOrder({ temporal }: Scope, workflowId: string): Promise<ProductionOrder | undefined> {
  const { history } = await temporal.workflowService.getWorkflowExecutionHistory({
    namespace: temporal.options.namespace,
    execution: { workflowId },
    maximumPageSize: 1,
  });
  const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  if (!payload) return undefined;
  const input: unknown = temporal.options.loadedDataConverter.payloadConverter.fromPayload(payload);
  const parsed = productionOrderSchema.safeParse(input);
  return parsed.success ? parsed.data : undefined;
}
