import { setImmediate } from 'node:timers/promises';

/** Bytes up to which a body is read at once. */
const SMALL = 16_000;

let last = Promise.resolve();

/**
 * Resolves when the process may read a body of this many bytes. Large ones of all doors come one after the other, and
 * whatever else waits is let in between any two.
 */
export function takeTurn(bytes: number): Promise<void> {
  if (bytes <= SMALL) return Promise.resolve();
  last = last.then(() => setImmediate());
  return last;
}
