/** A request without a wait, and each line of a batch, is answered within this, whatever Temporal does. */
export const CALL_DEADLINE_MS = 12_000;
