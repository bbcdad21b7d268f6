import { InvalidOrderError, OrderConflictError, PrintessProductionError } from '../../client/index.js';
import { temporalReason } from '../../client/sdk.js';
import { invalidInput } from './invalid-input.js';
import { Problem, type ProblemKind } from './problem.js';

const RETRY_AFTER_S = 10;

/** What the client's errors are to a shop, by their codes. */
const PROBLEMS: Record<string, [status: number, kind: ProblemKind] | undefined> = {
  'bad-cursor': [404, 'not-found'],
  'order-conflict': [409, 'order-conflict'],
  'order-not-found': [404, 'not-found'],
  'not-possible-now': [409, 'not-possible-now'],
  'order-broken': [410, 'order-broken'],
  'no-worker': [503, 'no-worker'],
  'namespace-unknown': [503, 'not-set-up'],
  'not-set-up': [503, 'not-set-up'],
  'temporal-refused': [503, 'not-set-up'],
};

/** What an error means to a shop; anything unknown is our own failure, answered without its text. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof InvalidOrderError) return invalidInput(error.issues);
  const [status, kind] = (error instanceof PrintessProductionError ? PROBLEMS[error.code] : undefined) ?? [];
  if (error instanceof PrintessProductionError && status !== undefined && kind !== undefined)
    return new Problem(status, kind, error.message, {
      ...(error instanceof OrderConflictError && { fields: error.fields }),
      ...(status === 503 && { retryAfter: RETRY_AFTER_S }),
    });
  // Whatever Temporal fails with is for us to mend, or over soon: never a fault of the request.
  if (temporalReason(error)) return temporalAway();
  return (
    ofBodyParser(error) ??
    new Problem(500, 'internal', 'Something of ours has failed; the log has it by its request id.')
  );
}

/** Nobody can say then whether a worker would answer. */
export function temporalAway(): Problem {
  const detail = 'Temporal does not answer now, or fails. Nothing is lost: send the same request again later.';
  return new Problem(503, 'temporal-away', detail, { retryAfter: RETRY_AFTER_S });
}

function ofBodyParser(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('status' in error)) return undefined;
  if (error.status === 413) return new Problem(413, 'too-large', 'The body is larger than this call takes.');
  if (error.status === 415) return new Problem(415, 'wrong-type', 'The body’s charset or encoding is not one we read.');
  if (typeof error.status === 'number' && error.status >= 400 && error.status < 500)
    return new Problem(400, 'bad-request', 'The request cannot be read: is the body JSON, and the path well encoded?');
  return undefined;
}
