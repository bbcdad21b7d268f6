import { setTimeout as sleep } from 'node:timers/promises';

/** Asks until there is an answer. Throws after the deadline, saying what was waited for and what was seen last. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  deadline = 180_000,
): Promise<T> {
  const end = Date.now() + deadline;
  let last: unknown;
  for (;;) {
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    if (Date.now() > end) throw new Error(`Waited ${deadline} ms for: ${what}`, { cause: last });
    await sleep(20);
  }
}
