import { setTimeout as sleep } from 'node:timers/promises';
import { workflowId } from '../contract/workflow-id.js';
import type { Scope } from './scope.js';

/** Waits between two questions about an order, cut short by its end. */
export interface OrderEnd {
  /** Resolves after so many milliseconds, or when the order has just ended; rejects when the signal aborts. */
  pause(ms: number, signal?: AbortSignal): Promise<void>;
  /** Waits for the end no longer. */
  close(): void;
}

/** One long poll, which Temporal answers when the order ends: whoever waits needs not ask for it more often. */
export function orderEnd({ temporal, shop }: Scope, orderId: string): OrderEnd {
  const given = new AbortController();
  let [isAnswered, isUsed] = [false, false];
  const ended = temporal.connection
    .withAbortSignal(given.signal, () => temporal.workflow.getHandle(workflowId(shop, orderId)).result())
    // However it has ended: the question that follows says how.
    .catch(() => undefined)
    .then(() => (isAnswered = true));
  return {
    async pause(ms, signal) {
      const stop = new AbortController();
      const either = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
      const time = sleep(ms, undefined, { signal: either });
      // Cuts one pause short, and not each that follows while no worker answers.
      await (isUsed ? time : Promise.race([time, ended])).finally(() => stop.abort());
      isUsed = isAnswered;
    },
    close: () => given.abort(),
  };
}
