import { setTimeout as sleep } from 'node:timers/promises';
import type { SandboxState } from './state.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** The vendor's waits before each redelivery: 31 h 40 min in all. */
export const REDELIVERY = [5, 5, 5, 5, 5, 15].map((m) => m * MINUTE).concat([1, 2, 4, 24].map((h) => h * HOUR));

/** Delivers a callback: again on the vendor's schedule (divided by the speed) until it is answered with 2xx. */
export async function deliver(state: SandboxState, jobId: string, url: string, body: unknown): Promise<void> {
  const { signal } = state.closing;
  for (const [index, wait] of [0, ...REDELIVERY].entries()) {
    await sleep(wait / state.options.speed, undefined, { signal });
    const entry: SandboxState['ledger']['deliveries'][number] = { jobId, attempt: index + 1 };
    state.ledger.deliveries.push(entry);
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(15_000)]),
      });
      entry.status = response.status;
      await response.body?.cancel();
      if (response.ok) return;
    } catch (error) {
      signal.throwIfAborted();
      entry.error = error instanceof Error ? error.name : 'failed';
    }
  }
}
