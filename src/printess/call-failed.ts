/** Thrown where an HTTP call to Printess ends without a whole answer. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed';
  /** False only where the call failed before a byte of the request can have been written. */
  readonly sent: boolean;

  constructor(message: string, { sent, cause }: { sent: boolean; cause?: unknown }) {
    super(message, { cause });
    this.sent = sent;
  }
}
