import type { OrderRows } from '../printess/find-jobs.js';

/** Milliseconds for which a lookup serves the first attempts of its order after one of them was served. */
const KEPT_MS = 60_000;
const ORDERS = 100;

/** Reads the rows of an order, or takes them from a lookup that was made for the same run; rejects as `read` does. */
export type SharedRows = (runId: string, read: () => Promise<OrderRows>) => Promise<OrderRows>;

/**
 * One list lookup serves all first attempts of a run that is sure of its past, however long they take: what its siblings
 * have paid meanwhile is not the item's, and nobody else can have paid for it. A lookup that failed serves nobody.
 */
export function createSharedRows(): SharedRows {
  const kept = new Map<string, { until: number; rows: Promise<OrderRows> }>();
  return (runId, read) => {
    const known = kept.get(runId);
    const isGood = known !== undefined && performance.now() < known.until;
    const rows = isGood ? known.rows : read();
    kept.delete(runId);
    const [longestUnused] = kept.keys();
    if (kept.size >= ORDERS && longestUnused !== undefined) kept.delete(longestUnused);
    kept.set(runId, { until: performance.now() + KEPT_MS, rows });
    if (!isGood) rows.catch(() => kept.delete(runId));
    return rows;
  };
}
