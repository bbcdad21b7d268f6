import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { record, wasTaken } from './record.js';
import type { Delivery, SandboxState } from './state.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DEADLINE = 15_000;

/** The vendor's waits before each redelivery: 31 h 40 min in all. */
export const REDELIVERY = [5, 5, 5, 5, 5, 15].map((m) => m * MINUTE).concat([1, 2, 4, 24].map((h) => h * HOUR));

/**
 * Delivers a callback: again on the vendor's schedule (divided by the speed) until it is answered with 2xx. Attempts that
 * a process before this one has made count.
 */
export async function deliver(state: SandboxState, jobId: string, url: string, body: object): Promise<void> {
  const { signal } = state.closing;
  const waits = [0, ...REDELIVERY];
  for (let attempt = 1 + (state.undelivered.get(jobId) ?? 0); attempt <= waits.length; attempt++) {
    await sleep((waits[attempt - 1] ?? 0) / state.options.speed, undefined, { signal });
    const result = await post(url, body, signal);
    record(state, { type: 'delivered', jobId, attempt, at: new Date().toISOString(), ...result });
    if (wasTaken(result)) return;
  }
}

/** Over a connection of its own: a kept one that the receiver is just closing would lose the callback for five minutes. */
async function post(url: string, body: object, signal: AbortSignal): Promise<Pick<Delivery, 'status' | 'error'>> {
  try {
    const send = new URL(url).protocol === 'https:' ? https.request : http.request;
    const request = send(url, {
      method: 'POST',
      agent: false,
      headers: { 'content-type': 'application/json', connection: 'close' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(DEADLINE)]),
    });
    // What breaks after the answer is nobody's business.
    request.on('error', () => undefined).end(JSON.stringify(body));
    const [response] = (await once(request, 'response')) as [http.IncomingMessage];
    response.on('error', () => undefined).resume();
    return { status: response.statusCode ?? 0 };
  } catch (error) {
    signal.throwIfAborted();
    return { error: error instanceof Error ? error.name : 'failed' };
  }
}
