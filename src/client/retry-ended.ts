import { WorkflowExecutionAlreadyStartedError, WorkflowNotFoundError } from '@temporalio/client';
import { eventWorkflowId } from '../contract/event.js';
import { MEMO_DIGEST, MEMO_EVENTS, MEMO_GENERATIONS } from '../contract/names.js';
import type { ItemView } from '../contract/view.js';
import { isOpen, openingView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { ActionRefusedError, OrderBrokenError } from './errors.js';
import { getOrder } from './get-order.js';
import type { Submitted } from './production-client.js';
import { wantsEvents, type Scope } from './scope.js';
import { startWorkflow } from './start-workflow.js';
import { startedOrder } from './started-order.js';
import { withLinks } from './with-links.js';

/**
 * A new run of an order that has ended, under the same id: the one place that allows a duplicate. Its items are those
 * that were not produced, or the one that is named, each in its next generation.
 */
export async function retryEnded(scope: Scope, orderId: string, itemId?: string): Promise<Submitted> {
  const id = workflowId(scope.shop, orderId);
  const view = await getOrder(scope, orderId);
  if (isOpen(view.state))
    throw new ActionRefusedError(orderId, 'The order is still open: send retryItem for an item that needs attention.');
  const chosen = view.items.filter((item) =>
    itemId === undefined ? item.state !== 'produced' : item.itemId === itemId,
  );
  if (chosen.length === 0)
    throw new ActionRefusedError(orderId, `There is no item to retry${itemId ? ` called ${itemId}` : ''}.`);

  const started = await startedOrder(scope, id);
  const { memo } = await scope.temporal.workflow.getHandle(id).describe();
  if (!started) throw new OrderBrokenError(orderId, 'without a readable input');
  const items = started.items.filter((item) => chosen.some((one) => one.itemId === item.itemId));
  const order = { ...started, items };
  const generations = Object.fromEntries(chosen.map((item) => [item.itemId, nextGeneration(item)]));
  const starting = startWorkflow(scope, id, order, {
    reusePolicy: 'ALLOW_DUPLICATE',
    // The digest stays that of the whole order: submitting it again still joins.
    memo: {
      [MEMO_DIGEST]: memo?.[MEMO_DIGEST],
      [MEMO_GENERATIONS]: generations,
      ...(wantsEvents(scope, scope.shop) && { [MEMO_EVENTS]: await nextEvent(scope, orderId) }),
    },
  });
  await starting.catch((error: unknown) => {
    if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
    const why = 'It is just ending, or somebody has started it anew already: look again in a moment.';
    throw new ActionRefusedError(orderId, why, { cause: error });
  });
  return { created: true, workflowId: id, view: withLinks(scope, openingView(order, new Date(), generations)) };
}

/**
 * An item with a call that nobody knows the fate of keeps its generation: its intent is the same, so that the look before
 * the payment finds a job that was accepted after all.
 */
function nextGeneration({ generation, unansweredCall }: ItemView): number {
  return unansweredCall ? generation : generation + 1;
}

/** The events of the run before keep their numbers. */
async function nextEvent({ temporal, shop }: Scope, orderId: string): Promise<number> {
  for (let n = 1; ; n++) {
    try {
      await temporal.workflow.getHandle(eventWorkflowId(shop, orderId, n)).describe();
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return n;
      throw error;
    }
  }
}
