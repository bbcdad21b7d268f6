import type { HeldReason } from './view.js';

/** What the activity `produce` reports; every answer of Printess, and every way to have none, is one of these. */
export type ProduceAnswer =
  | Accepted
  /** Printess said no for good: any 4xx but 401, 402, 403, 408, 429. Nothing was paid. */
  | { kind: 'refused'; message: string; produceCalls: number }
  /** The shop's trouble: nothing was paid; the same call may pass later. */
  | { kind: 'held'; reason: HeldReason; message: string; produceCalls: number; retryAfterMs?: number }
  /** Failed before a byte of the request was written. */
  | { kind: 'not-sent'; message: string; produceCalls: 0 }
  /** Nobody knows whether Printess accepted. */
  | { kind: 'ambiguous'; message: string; produceCalls: number };

/** Printess has the job: accepted just now (`produceCalls: 1`), or found in /orders/list and adopted (`produceCalls: 0`). */
export interface Accepted {
  kind: 'accepted';
  jobId: string;
  printessOrderId?: string;
  produceCalls: number;
  /** Set where the job was found, not made: when Printess created it (ISO 8601), if it says. */
  found?: { createdOn?: string };
  /** Other jobs of the same intent that Printess holds: paid as well. */
  otherJobs?: string[];
}

/** What the activity `findJobs` reports: the jobs of one intent in /orders/list, the oldest first. */
export interface FindJobsAnswer {
  jobs: { jobId: string; printessOrderId?: string; createdOn?: string }[];
  /** Whether the list shows other jobs of ours with their metaData unchanged: only then does an empty list mean none. */
  proved: boolean;
}
