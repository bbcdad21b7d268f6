import type { RequestHandler } from 'express';
import type { CallbackKey } from '../../printess/callback-token.js';
import type { AnswerRecord } from './answer-record.js';
import type { SignalOrder } from './signal-order.js';

/** What the callback endpoint is given: nothing that could pay or start anything. */
export interface CallbacksDeps {
  keys: readonly CallbackKey[];
  fileHosts: readonly string[];
  signal: SignalOrder;
  answered: AnswerRecord;
  /** Comes first, where traces are wanted. */
  trace?: RequestHandler | undefined;
}
