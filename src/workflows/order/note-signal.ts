import { patched, workflowInfo } from '@temporalio/workflow';
import type { OrderRun } from './order-run.js';

/**
 * Notes that a signal has come. It is part of the history though it may change nothing: so it may be what makes the order
 * long. Asked for last, since it is an event of its own: orders that signals had made long before went on all the same.
 */
export function noteSignal(order: OrderRun): void {
  order.isLong ||= workflowInfo().continueAsNewSuggested && patched('signals-make-long');
}
