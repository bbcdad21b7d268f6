import { ApplicationFailure } from '@temporalio/activity';
import { FAILURES } from '../contract/names.js';
import { isPrintessError } from '../printess/errors.js';

/** Milliseconds that a question waits at most before Temporal asks again: beyond, the order's own timer does. */
const LONGEST_WAIT_MS = 60_000;

/** A failed question to Printess: final where Printess refuses it (4xx), else retried, after what Retry-After asks for. */
export function toActivityFailure(error: unknown): unknown {
  if (!isPrintessError(error)) return error;
  const status = 'status' in error ? error.status : undefined;
  const retryAfterMs = 'retryAfterMs' in error ? error.retryAfterMs : undefined;
  const isRefused = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return ApplicationFailure.create({
    message: error.message,
    type: error.name,
    nonRetryable: isRefused,
    cause: error,
    ...(retryAfterMs !== undefined && { nextRetryDelay: Math.min(retryAfterMs, LONGEST_WAIT_MS) }),
  });
}

/** Thrown where the worker's configuration has no such shop: retrying on the same worker would not help. */
export function unknownShop(shop: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(unknownShopText(shop), FAILURES.unknownShop);
}

export const unknownShopText = (shop: string): string =>
  `The worker's configuration has no shop ${shop}: add it to PRINTESS_SHOPS_FILE and restart the worker.`;
