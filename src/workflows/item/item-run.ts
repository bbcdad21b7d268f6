import type { StatusAnswer } from '../../contract/activity-inputs.js';
import type { FindJobsAnswer } from '../../contract/answer.js';
import type { KeepFilesAnswer } from '../../contract/delivery.js';
import type { Attempt, CarriedItem, Job } from '../../contract/carried-state.js';
import type { ProductionItem } from '../../contract/item.js';
import { WARNINGS_PER_ITEM } from '../../contract/limits.js';
import type { Outcome, Source } from '../../contract/outcome.js';
import type { Policy, Waits } from '../../contract/policy.js';
import type { Decision } from './decision.js';

/** One item of a running order: what it knows, and what has come in and is not acted on yet. */
export interface ItemRun extends CarriedItem {
  itemId: string;
  /** The item as it is ordered now. */
  spec: ProductionItem;
  /** The end of the job that it follows, heard and not yet acted on. */
  end?: { outcome: Outcome; source: Source } | undefined;
  /** What a person has decided about the present state; dies with it. */
  decision?: Decision | undefined;
  /** A free question to Printess: in flight, or answered and not yet acted on. */
  question?: Question | undefined;
  /** What its record takes of the order's budget. */
  bytes: number;
}

/** A free question to Printess, for its files too; once it is done, `answer` is undefined where none could be had. */
export interface Question<Answer = StatusAnswer | FindJobsAnswer | KeepFilesAnswer> {
  /** Whose status is asked for; absent: it is a list lookup. */
  jobId?: string | undefined;
  /** Whether it is the next automatic status check. */
  automatic: boolean;
  /** The wish that it answers, which stands where it is not started. */
  check?: CarriedItem['check'];
  done: boolean;
  /** Nobody waits for its answer any more. */
  withdraw?: () => void;
  answer?: Answer | undefined;
  /** No worker had started it when the order was cancelled, or about to continue as new. */
  cancelled?: true;
  /** What must fail the workflow task: a bug of ours. */
  error?: Error;
}

/** What the pure steps need from outside: the time, the order's waits and room, its other items, and chance. */
export interface Setting {
  /** Milliseconds since the epoch. */
  now: number;
  waits: Waits;
  /** What becomes of files, by the order's policy. */
  files: Pick<Policy, 'archive' | 'acceptance'>;
  /** Bytes that the order may still keep. */
  room: number;
  /** Whether another item of the order has the job, or had it. */
  isSiblings: (jobId: string) => boolean;
  /** A moment of the window: one that another wait has already, else one by chance. */
  moment: (earliest: number, latest: number) => number;
}

/** The attempt of the present generation. */
export function newest({ attempts }: Pick<CarriedItem, 'attempts'>): Attempt {
  const attempt = attempts.at(-1);
  if (!attempt) throw new Error('An item has no attempt');
  return attempt;
}

/** Jobs that took credits. One that a person named counts once Printess has known it. */
export const paidJobs = ({ jobs }: Pick<CarriedItem, 'jobs'>): Job[] => jobs.filter(({ named }) => !named);

/** The attempt's call is known to have been accepted. */
export function proveAccepted(attempt: Attempt): void {
  attempt.call = 'accepted';
  delete attempt.provableFrom;
  delete attempt.message;
}

/** Whether nothing will change the item any more. */
export const hasEnded = ({ state: { kind } }: CarriedItem): boolean =>
  kind === 'produced' || kind === 'abandoned' || kind === 'cancelled';

/** Whether its files are not what was ordered, and a person is asked. */
export const isFaulty = ({ state }: CarriedItem): boolean =>
  state.kind === 'attention' && state.reason === 'preflight-failed';

/** Whether its files could not be kept, and a person is asked. */
export const isUndelivered = ({ state }: CarriedItem): boolean =>
  state.kind === 'attention' && state.reason === 'delivery-failed';

/** Whether its job has succeeded, and only its files are not where they belong yet: no other job changes that. */
export const isRendered = (item: CarriedItem): boolean =>
  item.state.kind === 'delivering' || isFaulty(item) || isUndelivered(item);

/** Adds a warning that the item's view shows; repeated ones and those beyond the limit are dropped. */
export function warn(item: CarriedItem, warning: string): void {
  if (item.warnings.length < WARNINGS_PER_ITEM && !item.warnings.includes(warning)) item.warnings.push(warning);
}
