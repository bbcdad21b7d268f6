import { setImmediate } from 'node:timers/promises';

let last = Promise.resolve();

/**
 * Resolves when the process may do something that takes long: reading a large body, above all. Such pieces of all doors
 * come one after the other, and whatever else waits is let in between any two.
 */
export function takeTurn(): Promise<void> {
  last = last.then(() => setImmediate());
  return last;
}
