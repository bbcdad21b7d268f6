import * as z from 'zod';
import { HELD_REASONS } from './view.js';

/** A job of an item, as a row of /orders/list shows it. */
const foundJobSchema = z.object({
  jobId: z.string(),
  printessOrderId: z.string().optional(),
  /** ISO 8601, as Printess has it. */
  createdOn: z.string().optional(),
  /** Of the intent that the row names. */
  generation: z.int(),
  /**
   * `exact`: the intent that was asked for. `same`: another generation of the very same item. `other`: an item that
   * differs, or one that the row does not show whole: nothing proves that it is of this order's line.
   */
  match: z.enum(['exact', 'same', 'other']),
});

/** A job that another program has ordered under the order's id. */
const othersJobSchema = z.object({ jobId: z.string(), origin: z.string(), createdOn: z.string().optional() });

const message = z.string();
const produceCalls = z.int();

/** What becomes of an attempt at produce; every answer of Printess, and every way to have none, is one of these. */
export const produceAnswerSchema = z.discriminatedUnion('kind', [
  /** Printess has taken the item just now: a job, paid. `others`: what the list shows of other origins for the order. */
  z.object({
    kind: z.literal('accepted'),
    jobId: z.string(),
    printessOrderId: z.string().optional(),
    others: z.array(othersJobSchema).optional(),
    /** ISO 8601: when the save token ends that it was ordered by. */
    saveTokenUntil: z.string().optional(),
    produceCalls,
  }),
  /** Nothing was sent: the list of orders shows jobs of the item that its order does not know. These are all its rows. */
  z.object({ kind: z.literal('found'), jobs: z.array(foundJobSchema), produceCalls: z.literal(0) }),
  /** Printess said no for good: any 4xx but 401, 402, 403, 408, 429. Nothing was paid. */
  z.object({ kind: z.literal('refused'), message, produceCalls }),
  /** The shop is on hold: nothing was paid; the same call may pass later. */
  z.object({
    kind: z.literal('held'),
    reason: z.enum(HELD_REASONS),
    message,
    produceCalls,
    retryAfterMs: z.number().optional(),
  }),
  /** Failed before a byte of the request was written. */
  z.object({ kind: z.literal('not-sent'), message, produceCalls: z.literal(0) }),
  /** Nobody knows whether Printess accepted. */
  z.object({ kind: z.literal('ambiguous'), message, produceCalls }),
]);

/**
 * What the activity `produce` reports: an answer, or that nothing was sent since nobody waits for that attempt any more; the
 * order, where it goes on, is to ask again.
 */
export const produceResultSchema = z.discriminatedUnion('kind', [
  ...produceAnswerSchema.options,
  z.object({ kind: z.literal('withdrawn') }),
]);

/** What the activity `findJobs` reports. */
export const findJobsAnswerSchema = z.object({
  /** All rows of the item, of any generation, the oldest first. */
  jobs: z.array(foundJobSchema),
  /** Whether the list shows texts of ours at least as long, unchanged: only then does an empty answer mean none. */
  proved: z.boolean(),
});

export type FoundJob = z.infer<typeof foundJobSchema>;
export type OthersJob = z.infer<typeof othersJobSchema>;
export type ProduceAnswer = z.infer<typeof produceAnswerSchema>;
export type ProduceResult = z.infer<typeof produceResultSchema>;
export type FindJobsAnswer = z.infer<typeof findJobsAnswerSchema>;
