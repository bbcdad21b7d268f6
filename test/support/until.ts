import { setTimeout as sleep } from 'node:timers/promises';

/** What one question and the pause after it may count for: a machine that stood still meanwhile has not been waiting. */
const ROUND_MS = 15_000;

/** Asks until there is an answer. Throws after the deadline, saying what was waited for and what was seen last. */
export async function until<T>(
  what: string,
  probe: () => T | undefined | false | Promise<T | undefined | false>,
  deadline = 180_000,
): Promise<T> {
  let waited = 0;
  let last: unknown;
  for (;;) {
    const asked = Date.now();
    try {
      const answer = await probe();
      if (answer !== undefined && answer !== false) return answer;
    } catch (error) {
      last = error;
    }
    await sleep(20);
    waited += Math.min(Date.now() - asked, ROUND_MS);
    if (waited > deadline) throw new Error(`Waited ${deadline} ms for: ${what}`, { cause: last });
  }
}
