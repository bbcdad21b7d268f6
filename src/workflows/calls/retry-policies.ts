import type { RetryPolicy } from '@temporalio/common';

/** For calls that cost credits: Printess has no idempotency key. */
export const retryNever: RetryPolicy = { maximumAttempts: 1 };

/** For questions, which are free and safe to repeat; a short while only, since the order's own timer asks again. */
export const retryAFewTimes: RetryPolicy = { maximumAttempts: 3, initialInterval: '5s', backoffCoefficient: 4 };

/** For files, which are free to fetch again: until the call's time is over. */
export const retryDelivery: RetryPolicy = { initialInterval: '5s', backoffCoefficient: 3, maximumInterval: '10m' };
