import type { HeldReason } from './view.js';

/** What the activity `produce` reports; every answer of Printess, and every way to have none, is one of these. */
export type ProduceAnswer =
  /** Printess has taken the item just now: a job, paid. */
  | { kind: 'accepted'; jobId: string; printessOrderId?: string; produceCalls: number }
  /** Nothing was sent: the list of orders shows jobs of the item that its order does not know. These are all its rows. */
  | { kind: 'found'; jobs: FoundJob[]; produceCalls: 0 }
  /** Printess said no for good: any 4xx but 401, 402, 403, 408, 429. Nothing was paid. */
  | { kind: 'refused'; message: string; produceCalls: number }
  /** The shop is on hold: nothing was paid; the same call may pass later. */
  | { kind: 'held'; reason: HeldReason; message: string; produceCalls: number; retryAfterMs?: number }
  /** Failed before a byte of the request was written. */
  | { kind: 'not-sent'; message: string; produceCalls: 0 }
  /** Nobody knows whether Printess accepted. */
  | { kind: 'ambiguous'; message: string; produceCalls: number };

/** A job of an item, as a row of /orders/list shows it. */
export interface FoundJob {
  jobId: string;
  printessOrderId?: string;
  /** ISO 8601, as Printess has it. */
  createdOn?: string;
  /** Of the intent that the row names. */
  generation: number;
  /**
   * `exact`: the intent that was asked for. `same`: another generation of the very same item. `other`: an item that
   * differs, or one that the row does not tell whole: nothing proves that it is of this order's line.
   */
  match: 'exact' | 'same' | 'other';
}

/** What the activity `findJobs` reports. */
export interface FindJobsAnswer {
  /** All rows of the item, of any generation, the oldest first. */
  jobs: FoundJob[];
  /** Whether the list shows texts of ours at least as long, unchanged: only then does an empty answer mean none. */
  proved: boolean;
}
