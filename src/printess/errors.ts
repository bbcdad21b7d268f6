import { PrintessProductionError } from '../contract/error.js';

/** Thrown where an HTTP call to Printess ends without a whole answer. */
export class PrintessTransportError extends PrintessProductionError {
  override readonly name = 'PrintessTransportError';
  readonly code = 'printess-unreachable';
  /** False only where the call failed before a byte of the request can have been written. */
  readonly sent: boolean;

  constructor(message: string, { sent, cause }: { sent: boolean; cause?: unknown }) {
    super(message, { cause });
    this.sent = sent;
  }
}

/** Thrown where Printess has answered a question (status, list of orders) with nothing that can be used; asking again is free. */
export class PrintessApiError extends PrintessProductionError {
  override readonly name = 'PrintessApiError';
  readonly code = 'printess-error';
  /** HTTP status, where it is what is wrong. */
  readonly status: number | undefined;
  /** What the answer's Retry-After asks for. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, { status, retryAfterMs }: { status?: number; retryAfterMs?: number | undefined } = {}) {
    super(message);
    this.status = status;
    this.retryAfterMs = retryAfterMs;
  }
}

/** Whether an error is one of Printess's: a call to it has failed. */
export const isPrintessError = (error: unknown): error is PrintessTransportError | PrintessApiError =>
  error instanceof PrintessTransportError || error instanceof PrintessApiError;
