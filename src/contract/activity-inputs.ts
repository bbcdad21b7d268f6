import * as z from 'zod';
import type { ProductionItem } from './item.js';
import { outcomeSchema } from './outcome.js';

/** Argument of the activity `findJobs`: whose rows to look for. Durations in milliseconds, moments since the epoch. */
export interface FindJobsInput {
  shop: string;
  orderId: string;
  generation: number;
  /** The item as it is ordered now. */
  item: ProductionItem;
  httpTimeout: number;
}

/** Argument of the activity `produce`. */
export interface ProduceInput extends FindJobsInput {
  /** The run that asks. A reset has Temporal make attempts again, in another run, that were asked for before it. */
  runId: string;
  settleTime: number;
  known: KnownJobs;
  /** Whether no call was ever made for the item, in any generation. */
  isFirstCall: boolean;
  /** The moment before which no lookup proves anything about earlier calls, of this intent or of earlier runs; absent: none. */
  lookFrom?: number;
  /**
   * Whether the order's id has had runs that this one does not know all about: their calls may still land. `unknown`: the
   * activity asks Temporal.
   */
  earlierRuns: 'none' | 'unknown' | 'some';
}

/** What an order knows already of the rows that the list may show of an item. */
export interface KnownJobs {
  /** Its jobs, and those that a person has decided against. */
  jobIds: string[];
  /** Generations before the present one whose calls are accounted for. */
  generations: number[];
}

/** Argument of the activity `checkStatus`: whose job to ask about. */
export interface CheckStatusInput {
  shop: string;
  orderId: string;
  itemId: string;
  jobId: string;
  httpTimeout: number;
  /** Bytes of a list of files that the order has room for; a longer one is left out. */
  filesBytes: number;
}

/** Status calls made, retries included. */
const statusCalls = z.int();

/** What `checkStatus` reports. `unknown`: Printess no longer knows the job, it will never become final. */
export const statusAnswerSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('final'), outcome: outcomeSchema, statusCalls }),
  z.object({ kind: z.literal('pending'), statusCalls }),
  z.object({ kind: z.literal('unknown'), statusCalls }),
]);

export type StatusAnswer = z.infer<typeof statusAnswerSchema>;
