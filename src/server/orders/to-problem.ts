import { isGrpcServiceError } from '@temporalio/client';
import {
  ActionRefusedError,
  BadCursorError,
  InvalidOrderError,
  NoWorkerError,
  OrderBrokenError,
  OrderConflictError,
  OrderNotFoundError,
} from '../../client/index.js';
import { invalidInput } from './invalid-input.js';
import { Problem } from './problem.js';

const RETRY_AFTER = 10;
/** gRPC: deadline exceeded, resource exhausted, unavailable. */
const AWAY = [4, 8, 14];

/** What an error means to a shop; anything unknown is our own failure, told without its text. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidOrderError) return invalidInput(error.issues);
  if (error instanceof BadCursorError) return new Problem(404, 'not-found', error.message);
  if (error instanceof OrderConflictError)
    return new Problem(409, 'order-conflict', error.message, { fields: error.fields });
  if (error instanceof OrderNotFoundError) return new Problem(404, 'not-found', error.message);
  if (error instanceof ActionRefusedError) return new Problem(409, 'not-possible-now', error.message);
  if (error instanceof OrderBrokenError) return new Problem(410, 'order-broken', error.message);
  if (error instanceof NoWorkerError) return new Problem(503, 'no-worker', error.message, { retryAfter: RETRY_AFTER });
  if (isAway(error)) return temporalAway();
  return (
    ofBodyParser(error) ??
    new Problem(500, 'internal', 'Something of ours has failed; the log has it by its request id.')
  );
}

/** Nobody can say then whether a worker would answer. */
export function temporalAway(): Problem {
  const detail = 'Temporal does not answer now. Nothing is lost: send the same request again later.';
  return new Problem(503, 'temporal-away', detail, { retryAfter: RETRY_AFTER });
}

function isAway(error: unknown): boolean {
  const causes = [error, error instanceof Error ? error.cause : undefined];
  return causes.some((one) => isGrpcServiceError(one) && AWAY.includes(one.code));
}

function ofBodyParser(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  if (error.status === 413) return new Problem(413, 'too-large', 'The body is larger than this call takes.');
  if (error.status === 415) return new Problem(415, 'wrong-type', 'The body’s charset or encoding is not one we read.');
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new Problem(400, 'bad-request', 'The request cannot be read: is the body JSON, and the path well encoded?');
  return undefined;
}
