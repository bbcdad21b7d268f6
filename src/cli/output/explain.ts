import { CommanderError } from 'commander';
import { PrintessProductionError } from '../../contract/error.js';
import { EndedOtherwise } from './errors.js';

/** Exit codes by the codes of our errors; whatever is not here ends with 1. */
const EXIT_CODES: Record<string, number | undefined> = {
  usage: 2,
  configuration: 2,
  'invalid-order': 2,
  'order-conflict': 2,
  'order-not-found': 2,
  'no-worker': 3,
  'temporal-unreachable': 3,
};

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  return (error instanceof PrintessProductionError ? EXIT_CODES[error.code] : undefined) ?? 1;
}

/** What a person is told; empty where he was told already. */
export function explain(error: unknown): string {
  if (error instanceof CommanderError || error instanceof EndedOtherwise) return '';
  if (!(error instanceof Error)) return String(error);
  return process.env['DEBUG'] ? (error.stack ?? error.message) : error.message;
}
