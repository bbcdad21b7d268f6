import * as z from 'zod';
import { productionItemSchema } from './item.js';
import { keptFilesSchema } from './kept-files.js';
import { callbackReportSchema, SOURCES, successSchema } from './outcome.js';
import { decisionSchema, DECISION_REASONS, HELD_REASONS, JOB_STATES } from './view.js';

/**
 * All that an order knows, as plain JSON: what one run of it hands to the next, by continue-as-new and by the retry of an
 * ended order. Not the public view. Moments are milliseconds since the epoch.
 */

const moment = z.number();

/** What an item is doing. A state carries what it needs and nothing else; leaving it drops the rest. */
export const itemStateSchema = z.discriminatedUnion('kind', [
  /** Waits for its turn to be sent. */
  z.object({ kind: z.literal('queued') }),
  /** Its produce call is in flight. */
  z.object({ kind: z.literal('calling') }),
  /** Was its call accepted? The list is read at these moments; `retry`: a person wants the correction ordered if it was not. */
  z.object({
    kind: z.literal('unanswered'),
    lookups: z.array(moment),
    proved: z.boolean(),
    retry: z.literal(true).optional(),
  }),
  /** Printess is making it. */
  z.object({
    kind: z.literal('rendering'),
    nextCheckAt: moment,
    /** What a callback has reported of its end, less a list of files that was too long for it: the next check brings that. */
    reported: successSchema.optional(),
  }),
  /** The order's hold keeps it from being sent. */
  z.object({ kind: z.literal('held') }),
  /** Waits for a person. */
  z.object({
    kind: z.literal('attention'),
    reason: z.enum(DECISION_REASONS),
    message: z.string(),
    since: moment,
    /** Jobs of the list that a person is asked about. */
    offered: z.array(z.string()).optional(),
    /** A person has taken its files as they are; they could not be kept. */
    approved: z.literal(true).optional(),
  }),
  /** Its job is done; its files are being brought into the archive. `approved`: by a person's word, whatever they are. */
  z.object({ kind: z.literal('delivering'), approved: z.literal(true).optional() }),
  z.object({ kind: z.literal('produced') }),
  z.object({ kind: z.literal('abandoned'), why: z.string() }),
  z.object({ kind: z.literal('cancelled') }),
]);

/** One intent on record: how its call went. */
export const attemptSchema = z.object({
  generation: z.int(),
  /** `absent`: a call without an answer that the list has proved not to be accepted. */
  call: z.enum(['none', 'in-flight', 'unanswered', 'accepted', 'refused', 'not-sent', 'absent']),
  /** Calls that went without an answer. */
  unansweredCalls: z.int(),
  /** Set while a call of it may have been accepted without our knowing: before then no lookup proves anything. */
  provableFrom: moment.optional(),
  /** What happened to the call without an answer. */
  message: z.string().optional(),
});

/** A job that Printess holds for an item, or that a person says so. */
export const jobSchema = z.object({
  jobId: z.string(),
  generation: z.int(),
  printessOrderId: z.string().optional(),
  state: z.enum(JOB_STATES),
  /** A person named it, and no status check has known it yet: not known to be paid. */
  named: z.literal(true).optional(),
  /** When the last automatic status check is due. */
  deadline: moment,
  /** Automatic status checks so far. */
  checks: z.int(),
  /** When a status check has last found it still being made. */
  checkedAt: moment.optional(),
  /** Why it failed, shortened. */
  why: z.string().optional(),
  /** When a status check did not know it; one that knows it takes that back. */
  missedAt: moment.optional(),
});

/** A callback that waits until it can be compared with a job, or its job be asked about. */
export const keptReportSchema = z.object({
  report: callbackReportSchema,
  /** When its job is asked about, once its call is without an answer. */
  askAt: moment,
  missedOnce: z.literal(true).optional(),
});

export const carriedItemSchema = z.object({
  state: itemStateSchema,
  /** The item as it is ordered now, where that differs from the order's input. */
  spec: productionItemSchema.optional(),
  /** What a person wants ordered instead, as soon as it is known that the call without an answer was not accepted. */
  correction: productionItemSchema.optional(),
  generation: z.int(),
  /** The highest generation that the list has shown of it, where that is higher: no new one may be one of those. */
  seenGeneration: z.int().optional(),
  attempts: z.array(attemptSchema),
  jobs: z.array(jobSchema),
  /** The job that the item follows. */
  jobId: z.string().optional(),
  success: successSchema.optional(),
  source: z.enum(SOURCES).optional(),
  /** When Printess deletes the files of its success. */
  filesUntil: moment.optional(),
  /** When the save token ends that it is ordered by. */
  saveTokenUntil: moment.optional(),
  /** Where the files of its success are kept. */
  kept: keptFilesSchema.optional(),
  warnings: z.array(z.string()),
  produceCalls: z.int(),
  statusCalls: z.int(),
  reports: z.array(keptReportSchema),
  /** Jobs of the list that a person has decided against. */
  setAside: z.array(z.string()),
  ignored: z.object({ repeated: z.int(), foreign: z.int(), unreadable: z.int().optional() }),
  decisions: z.array(decisionSchema),
  /** The generation whose status check a callback that could not be understood has brought forward, or will. */
  checkBroughtForwardFor: z.int().optional(),
  /** A status check is wanted at once: the next automatic one brought forward, or an extra one that stretches none. */
  check: z.enum(['soon', 'extra']).optional(),
});

/** The shop's hold, once for all items of an order. */
export const holdSchema = z.object({
  reason: z.enum(HELD_REASONS),
  message: z.string(),
  since: moment,
  tries: z.int(),
  nextTryAt: moment,
});

export const carriedStateSchema = z.object({
  version: z.literal(1),
  createdAt: moment,
  updatedAt: moment,
  /** In the order of the input's items. */
  items: z.array(carriedItemSchema),
  hold: holdSchema.optional(),
  /** The number of the next event, where the shop wants events. */
  nextEvent: z.int().optional(),
  /** Until then calls of runs that this one does not know all about may land without showing in the list. */
  earlierCallsUntil: moment.optional(),
});

export type ItemState = z.infer<typeof itemStateSchema>;
export type Attempt = z.infer<typeof attemptSchema>;
export type Job = z.infer<typeof jobSchema>;
export type KeptReport = z.infer<typeof keptReportSchema>;
export type CarriedItem = z.infer<typeof carriedItemSchema>;
export type Hold = z.infer<typeof holdSchema>;
export type CarriedState = z.infer<typeof carriedStateSchema>;

/** Whether a call of the attempt may have been accepted, and paid, without our knowing. */
export const isUnanswered = ({ call, provableFrom }: Attempt): boolean =>
  call === 'unanswered' || provableFrom !== undefined;

/** Whether a callback may still tell of a call that went without an answer, though the list did not show it. */
export const isInDoubt = (attempt: Attempt): boolean =>
  isUnanswered(attempt) || (attempt.unansweredCalls > 0 && attempt.call !== 'accepted' && attempt.call !== 'refused');

/** Callbacks that are kept and name a job of the present generation. */
export const reportsOfNow = ({ reports, generation }: Pick<CarriedItem, 'reports' | 'generation'>): KeptReport[] =>
  reports.filter(({ report }) => report.generation === generation);

/** The same, while nobody knows whether the call of that generation was accepted: Printess is to be asked about their jobs. */
export function reportsInDoubt(item: Pick<CarriedItem, 'attempts' | 'reports' | 'generation'>): KeptReport[] {
  const newest = item.attempts.at(-1);
  return newest && isInDoubt(newest) ? reportsOfNow(item) : [];
}

/** The job that the item follows, or has followed last. */
export const followed = ({ jobs, jobId }: Pick<CarriedItem, 'jobs' | 'jobId'>): Job | undefined =>
  jobs.find((job) => job.jobId === jobId);

/** Whether a job is being made, or was: it has not failed, and Printess knows it. */
export const isAlive = ({ state }: Job): boolean => state === 'rendering' || state === 'succeeded';

/** The same files are tried again, as they were to be taken. */
export const deliverAgain = (state: ItemState): ItemState => ({
  kind: 'delivering',
  ...('approved' in state && state.approved && { approved: true }),
});
