/** Thrown where the arguments or the input of a command are wrong; exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Thrown where all was done and told, but the order did not end as produced; exit code 1. */
export class EndedOtherwise extends Error {
  override readonly name = 'EndedOtherwise';
}
