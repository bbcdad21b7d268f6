import type { OrdersDeps } from './orders-deps.js';

/** A request without a wait, and each line of a batch, is answered within this, whatever Temporal does. */
export const CALL_DEADLINE_MS = 12_000;

/** Has what follows ask Temporal within the deadline, from now on. */
export function startDeadline(within: OrdersDeps['within'], next: () => void): void {
  // What follows starts inside it, and ends later.
  void within(CALL_DEADLINE_MS, () => {
    next();
    return Promise.resolve();
  });
}
