import { DefaultLogger, type LogEntry } from '@temporalio/worker';
import type { Logger } from 'pino';

/** The status worker has activities alone, on purpose. */
const EXPECTED = /^No workflows registered/;

/** What a line may say, by name: all else that the SDK knows of a task stays out, task tokens and payloads among it. */
const OURS = ['shop', 'order', 'item', 'generation', 'job', 'state', 'reason', 'source', 'answer', 'event', 'n', 'why'];
const SDKS = ['workflowId', 'runId', 'workflowRunId', 'workflowType', 'activityType', 'activityId', 'attempt'];
const FIELDS = [
  ...OURS,
  ...SDKS,
  'activity',
  'taskQueue',
  'namespace',
  'sdkComponent',
  'durationMs',
  'trace_id',
  'span_id',
];
const TEXT_LENGTH = 2_000;

const LEVELS = { TRACE: 'trace', DEBUG: 'debug', INFO: 'info', WARN: 'warn', ERROR: 'error' } as const;

/**
 * Temporal's logger, for its runtime, its workers, workflows and activities, as lines of the process's log; what is below the
 * log's level costs nothing.
 */
export function temporalLog(log: Logger): DefaultLogger {
  const lowest =
    (Object.keys(LEVELS) as (keyof typeof LEVELS)[]).find((level) => log.isLevelEnabled(LEVELS[level])) ?? 'ERROR';
  return new DefaultLogger(lowest, ({ level, message, meta = {}, timestampNanos }: LogEntry) => {
    if (EXPECTED.test(message)) return;
    const time = new Date(Number(timestampNanos / 1_000_000n)).toISOString();
    log[LEVELS[level]]({ time, ...fieldsOf(meta), ...errorOf(meta['error']) }, shorten(message));
  });
}

function fieldsOf(meta: Record<string | symbol, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    FIELDS.flatMap((name): [string, unknown][] => {
      const value = meta[name];
      if (typeof value === 'string') return [[name, shorten(value)]];
      return typeof value === 'number' || typeof value === 'boolean' ? [[name, value]] : [];
    }),
  );
}

/** An error's words, and those of what caused it; what else it carries may be anybody's data. */
function errorOf(error: unknown): { error?: string; stack?: string } {
  if (typeof error === 'string') return { error: shorten(error) };
  if (!(error instanceof Error)) return {};
  const words: string[] = [];
  for (let cause: unknown = error; cause instanceof Error && words.length < 5; cause = cause.cause)
    words.push(`${cause.name}: ${cause.message}`);
  return { error: shorten(words.join(' <- ')), ...(error.stack !== undefined && { stack: shorten(error.stack) }) };
}

const shorten = (text: string) => (text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text);
