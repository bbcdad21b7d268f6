import { PrintessProductionError } from '../../contract/error.js';

/** Thrown where the arguments or the input of a command are wrong; exit code 2. */
export class UsageError extends PrintessProductionError {
  override readonly name = 'UsageError';
  readonly code = 'usage';
}

/** Thrown where all was done and said, but the order did not end as produced; exit code 1. */
export class EndedOtherwise extends PrintessProductionError {
  override readonly name = 'EndedOtherwise';
  readonly code = 'ended-otherwise';
}
