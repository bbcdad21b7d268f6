import { CancelledFailure } from '@temporalio/common';
import { CancellationScope } from '@temporalio/workflow';
import type { OrderRun } from './order-run.js';

/** Makes a request to cancel the workflow a fact of the order, for its items to act on. */
export function hearCancellation(order: OrderRun): void {
  CancellationScope.current().cancelRequested.catch((reason: unknown) => {
    order.cancelled = reason instanceof CancelledFailure ? reason : new CancelledFailure('The order was cancelled');
  });
}
