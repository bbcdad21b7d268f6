/** Thrown where too many wait already: who waits longer had better wait elsewhere. */
export class NoTurnError extends Error {
  override readonly name = 'NoTurnError';
}

/** Runs work when it is its turn; rejects with the signal's reason where that comes first, with `NoTurnError` where too many wait. */
export type Turns = <T>(signal: AbortSignal, work: () => Promise<T>) => Promise<T>;

/** So many pieces of work at once; the others wait, first come, first served. */
export function createTurns(atOnce: number, mayWait: number): Turns {
  let free = atOnce;
  const waiting: (() => void)[] = [];
  return async (signal, work) => {
    if (free > 0) free -= 1;
    else if (waiting.length >= mayWait) throw new NoTurnError(`${waiting.length} wait already`);
    else
      await new Promise<void>((resolve, reject) => {
        const start = () => {
          signal.removeEventListener('abort', giveUp);
          resolve();
        };
        const giveUp = () => {
          waiting.splice(waiting.indexOf(start), 1);
          reject(signal.reason as Error);
        };
        waiting.push(start);
        signal.addEventListener('abort', giveUp, { once: true });
      });
    try {
      signal.throwIfAborted();
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
}
