import type { ProduceAnswer } from '../contract/answer.js';
import { PrintessCallError } from '../printess/printess-call-error.js';

/** Without a look nothing is paid: the shop's trouble, told by the status of the failed look. */
export function lookFailed(error: unknown): ProduceAnswer {
  const status = error instanceof PrintessCallError ? error.status : undefined;
  const retryAfterMs = error instanceof PrintessCallError ? error.retryAfterMs : undefined;
  const said = error instanceof Error ? error.message : 'The look-up before produce failed.';
  return {
    kind: 'held',
    reason: status === 401 || status === 403 ? 'unauthorized' : status === 402 ? 'insufficient-funds' : 'unreachable',
    message: `${said} Without a look at the list of orders nothing is sent.`,
    produceCalls: 0,
    ...(retryAfterMs !== undefined && { retryAfterMs }),
  };
}
