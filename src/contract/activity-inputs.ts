import type { ProductionItem } from './item.js';
import type { Outcome } from './outcome.js';

/** Argument of the activity `produce`: durations in milliseconds. */
export interface ProduceInput {
  shop: string;
  orderId: string;
  generation: number;
  item: ProductionItem;
  httpTimeout: number;
  settleTime: number;
  /** Set in a run made by a reset: the look-up then waits until a call of the run before can no longer land. */
  afterReset: boolean;
}

/** Argument of the activity `findJobs`: which intent to look for. */
export type FindJobsInput = Pick<ProduceInput, 'shop' | 'orderId' | 'generation' | 'item' | 'httpTimeout'>;

/** Argument of the activity `checkStatus`: whose job to ask about. */
export interface CheckStatusInput {
  shop: string;
  orderId: string;
  itemId: string;
  jobId: string;
  httpTimeout: number;
}

/** What `checkStatus` reports. `unknown`: Printess no longer knows the job, it will never become final. */
export type StatusAnswer = ({ kind: 'final'; outcome: Outcome } | { kind: 'pending' } | { kind: 'unknown' }) & {
  /** Status calls made, retries included. */
  statusCalls: number;
};
