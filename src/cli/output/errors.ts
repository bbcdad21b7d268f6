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

/** What is wrong with one order of many. */
export interface IssueOfOrder {
  /** Which one of the input, from 1. */
  order: number;
  path: string;
  message: string;
}

/** Thrown where orders of a file are not valid: all their issues at once, nothing was started; exit code 2. */
export class InvalidOrdersError extends PrintessProductionError {
  override readonly name = 'InvalidOrdersError';
  readonly code = 'invalid-order';
  readonly issues: IssueOfOrder[];

  constructor(issues: IssueOfOrder[], count: number) {
    const bad = new Set(issues.map(({ order }) => order)).size;
    const lines = issues.map(({ order, path, message }) => `  order ${order}: ${path}: ${message}`);
    super(`${bad} of ${count} orders are not valid, nothing was started:\n${lines.join('\n')}`);
    this.issues = issues;
  }
}
