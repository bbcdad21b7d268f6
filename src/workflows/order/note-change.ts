import { workflowInfo } from '@temporalio/workflow';
import type { ItemRun } from '../item/item-run.js';
import { keepWithinBudget } from './budget.js';
import type { OrderRun } from './order-run.js';

/** Notes that an item has changed: it is weighed, and the outside is shown before the activation is over. */
export function noteChange(order: OrderRun, item: ItemRun): void {
  keepWithinBudget(order, item);
  order.updatedAt = Date.now();
  order.isChanged = true;
  order.isLong ||= workflowInfo().continueAsNewSuggested;
}
