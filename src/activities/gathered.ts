import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds that a question waits for others like it. */
const GATHER_MS = 250;

/** Asks, or shares the answer of an asking that has not begun yet; rejects as `ask` does. */
export type Gathered<T> = (key: string, ask: () => Promise<T>) => Promise<T>;

/**
 * Has those that ask the same at about the same time share one answer: it is asked for after the last of them has come,
 * so that to each of them it is as good as one of its own.
 */
export function createGathered<T>(): Gathered<T> {
  const toCome = new Map<string, Promise<T>>();
  return (key, ask) => {
    const shared = toCome.get(key);
    if (shared) return shared;
    const answer = sleep(GATHER_MS).then(() => {
      toCome.delete(key);
      return ask();
    });
    toCome.set(key, answer);
    return answer;
  };
}
