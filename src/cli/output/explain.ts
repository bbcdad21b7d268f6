import { isTemporalAway, temporalReason } from '../../client/sdk.js';
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
  'temporal-refused': 3,
  'namespace-unknown': 3,
  'not-set-up': 3,
};

/** The exit code that an error means. */
export function exitCodeOf(error: unknown): number {
  const code = error instanceof PrintessProductionError ? EXIT_CODES[error.code] : undefined;
  return code ?? (isTemporalAway(error) ? 3 : 1);
}

/** What a person reads, or with `json` one line for a program; empty where they have read it already. */
export function explain(error: unknown, { json }: { json: boolean }): string {
  if (error instanceof EndedOtherwise) return '';
  if (json) return JSON.stringify({ error: asObject(error) });
  if (error instanceof Error && process.env['DEBUG']) return error.stack ?? error.message;
  const { link } = error as { link?: unknown };
  return [messageOf(error), ...(typeof link === 'string' ? [link] : [])].join('\n');
}

/** An error as JSON: its stable code, its message, and what it is about. */
export function asObject(error: unknown): object {
  if (!(error instanceof PrintessProductionError))
    return { code: isTemporalAway(error) ? 'temporal-unreachable' : 'failed', message: messageOf(error) };
  const { name, code, message, cause, ...about } = error;
  return { code, message, ...about };
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const reason = error instanceof PrintessProductionError ? undefined : temporalReason(error)?.details;
  return reason && !error.message.includes(reason) ? `${error.message}: ${reason}` : error.message;
}
