import { CommanderError } from 'commander';
import {
  ActionRefusedError,
  InvalidOrderError,
  NoWorkerError,
  OrderConflictError,
  OrderNotFoundError,
} from '../../client/index.js';
import { ConfigError } from '../../config.js';
import { TemporalUnreachableError } from '../../temporal-connection.js';
import { EndedOtherwise, UsageError } from './errors.js';

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  const bad = [ConfigError, UsageError, InvalidOrderError, OrderConflictError, OrderNotFoundError];
  if (bad.some((kind) => error instanceof kind)) return 2;
  if (error instanceof ActionRefusedError) return 1;
  if (error instanceof TemporalUnreachableError || error instanceof NoWorkerError) return 3;
  return 1;
}

/** What a person is told; empty where he was told already. */
export function explain(error: unknown): string {
  if (error instanceof CommanderError || error instanceof EndedOtherwise) return '';
  if (!(error instanceof Error)) return String(error);
  return process.env['DEBUG'] ? (error.stack ?? error.message) : error.message;
}
