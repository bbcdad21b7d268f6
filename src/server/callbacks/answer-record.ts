import type { Logger } from 'pino';
import { Counter, type Registry } from 'prom-client';
import type { CallbackTarget } from '../../printess/callback-token.js';

export type CallbackAnswer =
  | 'forwarded'
  | 'gone'
  | 'repeated'
  | 'limited'
  | 'progress'
  | 'unreadable'
  | 'not-found'
  | 'wrong-type'
  | 'bad-body'
  | 'unavailable';

/** Hears what became of each callback: whose it was, where its token said so, and the job that it names. */
export type AnswerRecord = (answer: CallbackAnswer, about?: CallbackTarget & { jobId?: string | undefined }) => void;

/** From one line about requests without a good token to the next. */
const SAMPLE_MS = 10_000;

/**
 * Counts and logs what became of callbacks. A request without a good token is anybody's: those are counted, and logged now
 * and then, so that nobody can fill the log.
 */
export function createAnswerRecord(registry: Registry, log: Logger): AnswerRecord {
  const counter = new Counter({
    name: 'printess_callbacks_total',
    help: 'Callbacks by what became of them',
    labelNames: ['answer'],
    registers: [registry],
  });
  let [untold, nextAt] = [0, 0];
  return (answer, about) => {
    counter.inc({ answer });
    if (about) {
      const { shop, orderId: order, itemId: item, generation, jobId: job } = about;
      const level = answer === 'unavailable' ? 'warn' : 'info';
      return log[level]({ shop, order, item, generation, job, answer }, 'A callback was answered');
    }
    untold += 1;
    if (performance.now() < nextAt) return;
    log.warn({ requests: untold, answer }, 'Requests to the callback endpoint without a good token');
    [untold, nextAt] = [0, performance.now() + SAMPLE_MS];
  };
}
