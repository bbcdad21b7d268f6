/** Thrown where a question to Printess (status, list of orders) got no usable answer; asking again is free. */
export class PrintessCallError extends Error {
  override readonly name = 'PrintessCallError';
  /** HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** What the answer's Retry-After asks for. */
  readonly retryAfterMs: number | undefined;

  constructor(message: string, details: { status?: number; retryAfterMs?: number | undefined; cause?: unknown } = {}) {
    super(message, { cause: details.cause });
    this.status = details.status;
    this.retryAfterMs = details.retryAfterMs;
  }
}
