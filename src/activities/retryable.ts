import { ApplicationFailure } from '@temporalio/activity';
import { FAILURES } from '../contract/names.js';
import { PrintessCallError } from '../printess/printess-call-error.js';

/** A failed question to Printess: final where Printess refuses it (4xx), else retried, after what Retry-After asks for. */
export function retryable(error: unknown): unknown {
  if (!(error instanceof PrintessCallError)) return error;
  const { status, retryAfterMs, message } = error;
  const refused = status !== undefined && status >= 400 && status < 500 && status !== 408 && status !== 429;
  return ApplicationFailure.create({
    message,
    type: refused ? FAILURES.callRefused : FAILURES.callFailed,
    nonRetryable: refused,
    cause: error,
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  });
}
