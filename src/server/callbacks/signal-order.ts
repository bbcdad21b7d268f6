import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { SIGNALS } from '../../contract/names.js';
import type { CallbackReport } from '../../contract/outcome.js';
import { workflowId } from '../../contract/workflow-id.js';

/** Printess waits for our answer: what Temporal has not accepted by then is answered 503, and delivered again. */
const SIGNAL_DEADLINE_MS = 4_000;

export type Signalled = 'accepted' | 'gone' | 'too-large';

/** Raises `printessCallback` on an order: the one thing that the callback endpoint can do. Throws where Temporal is away. */
export type SignalOrder = (target: { shop: string; orderId: string }, report: CallbackReport) => Promise<Signalled>;

export function createSignalOrder({ connection, workflow }: Client): SignalOrder {
  return async ({ shop, orderId }, report) => {
    const handle = workflow.getHandle(workflowId(shop, orderId));
    try {
      // Without a deadline a frozen Temporal would hold the caller for a minute and more.
      await connection.withDeadline(Date.now() + SIGNAL_DEADLINE_MS, () =>
        handle.signal(SIGNALS.printessCallback, report),
      );
      return 'accepted';
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return 'gone';
      if (isTooLarge(error)) return 'too-large';
      throw error;
    }
  };
}

/** Refused by the server (blob size) or by the gRPC client (message size): no outage, so redelivery would not help. */
function isTooLarge(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause)
    if (/exceeds (size )?limit|larger than max/i.test(cause.message)) return true;
  return false;
}
