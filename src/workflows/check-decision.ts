import { ApplicationFailure } from '@temporalio/workflow';
import type { z } from 'zod';
import { issuesOf, issuesText } from '../contract/issues.js';
import { abandonItemSchema, adoptJobSchema, approveItemSchema, retryItemSchema } from '../contract/messages.js';
import { FAILURES } from '../contract/names.js';
import type { ItemAction } from '../contract/view.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { possibleActions } from './possible-actions.js';

const SCHEMAS: Record<ItemAction, z.ZodType<{ itemId: string; generation?: number | undefined }>> = {
  retryItem: retryItemSchema,
  adoptJob: adoptJobSchema,
  approveItem: approveItemSchema,
  abandonItem: abandonItemSchema,
};

/** Validates an update: throws the non-retryable failure `UpdateRefused` with a sentence where it makes no sense now. */
export function checkDecision(order: OrderRun, action: ItemAction, input: unknown): void {
  const parsed = SCHEMAS[action].safeParse(input);
  if (!parsed.success) throw refused(`${action} takes one JSON object: ${issuesText(issuesOf(parsed.error))}`);
  const { itemId, generation } = parsed.data;

  const item = order.items.find((one) => one.item.itemId === itemId);
  if (!item) throw refused(`Order ${order.order.orderId} has no item ${itemId}.`);
  if (generation !== undefined && generation !== item.generation)
    throw refused(
      `Item ${itemId} is at generation ${item.generation}, not ${generation}: somebody has retried it already.`,
    );
  const actions = possibleActions(item);
  if (!actions.includes(action))
    throw refused(`${action} is not possible for item ${itemId}: ${standing(item, actions)}`);
}

function standing(item: ItemRun, actions: ItemAction[]): string {
  if (item.calling) return 'a call to Printess is in flight; try again in a minute.';
  if (item.decision) return 'another decision is being acted on.';
  const where = item.attention ? `it needs attention (${item.attention.reason})` : `it is ${item.state}`;
  return actions.length > 0 ? `${where}; possible now: ${actions.join(', ')}.` : `${where}; nothing is to be decided.`;
}

function refused(message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, FAILURES.updateRefused);
}
