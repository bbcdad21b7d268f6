import {
  deliverAgain,
  followed,
  isAlive,
  isUnanswered,
  reportsInDoubt,
  type CarriedItem,
  type CarriedState,
  type Job,
} from '../contract/carried-state.js';
import { correctItem } from '../contract/correct-item.js';
import { issuesText } from '../contract/issues.js';
import type { ProductionItem } from '../contract/item.js';
import { jsonSize } from '../contract/json-size.js';
import { DECISIONS_PER_ITEM, EARLIER_CALLS_MS, KEPT_BYTES } from '../contract/limits.js';
import type { ProductionOrder } from '../contract/order.js';
import { waitsOf } from '../contract/policy.js';
import type { RetryOrder } from './production-client.js';

/** How the run before came to its end. */
export interface Ended {
  /** Milliseconds since the epoch. */
  now: number;
  /** Whether it was cut short (terminated, say): then what it had in flight is not on its record. */
  cutShort: boolean;
}

/** The next run's knowledge, or why there is to be none, in a sentence. */
export type Reopened = { ok: true; carried: CarriedState } | { ok: false; why: string };

/**
 * What the next run of an ended order begins with: all that the run before knew. Jobs that were paid and have not failed
 * are followed again; only what failed or was never accepted is ordered again; a produced item by a word of its own alone.
 */
export function reopenOrder(order: ProductionOrder, state: CarriedState, wish: RetryOrder, ended: Ended): Reopened {
  const index = order.items.findIndex((item) => item.itemId === wish.itemId);
  const named = state.items[index];
  const refusal = refusalOf(state, wish, named);
  if (refusal !== undefined) return { ok: false, why: refusal };

  const items: CarriedItem[] = [];
  for (const [at, item] of state.items.entries()) {
    const isChosen = named ? named === item : item.state.kind !== 'produced';
    const settled = settle(order, item, ended);
    const spec = item.spec ?? order.items[at];
    if (!isChosen || !spec) {
      items.push(settled);
      continue;
    }
    const before = item.correction ?? spec;
    const corrected = correctItem(before, wish);
    if (!corrected.ok) return { ok: false, why: `${issuesText(corrected.issues)}.` };
    const reprint = named !== undefined && wish.reprint === true && hasBroughtFiles(item);
    const isPrintedAgain = reprint && !item.attempts.some(isUnanswered);
    const isRestated = wish.change !== undefined || wish.item !== undefined || isPrintedAgain;
    const wanted: Wanted = {
      spec: !isRestated && isToAdopt(item, before) ? before : corrected.spec,
      changed: corrected.changed,
      reprint,
      by: wish.by,
    };
    items.push(reopen(order, settled, wanted, ended));
  }
  const { hold, ...rest } = state;
  const carried = { ...rest, items };
  const issue = issueOf(order, carried, wish, index);
  return issue === undefined ? { ok: true, carried } : { ok: false, why: issue };
}

function refusalOf({ items }: CarriedState, wish: RetryOrder, named: CarriedItem | undefined): string | undefined {
  const { itemId, generation, reprint } = wish;
  if (itemId !== undefined && !named) return `It has no item ${itemId}.`;
  if (named && generation !== undefined && generation !== named.generation)
    return `Item ${itemId ?? ''} is at generation ${named.generation}, not ${generation}.`;
  if (named?.state.kind === 'produced' && !reprint)
    return `Item ${itemId ?? ''} is produced: only a reprint orders it again, and pays again.`;
  if (!named && items.every((item) => item.state.kind === 'produced'))
    return 'All its items are produced: name the one that is to be ordered again, as a reprint.';
  return undefined;
}

/** What would be refused of an open order's correction is refused here. */
function issueOf(order: ProductionOrder, carried: CarriedState, wish: RetryOrder, index: number): string | undefined {
  const field = wish.change ? 'change' : 'item';
  const adopt = carried.items[index]?.spec?.adopt ?? carried.items[index]?.correction?.adopt;
  const isSiblings = carried.items.some((other, at) => {
    const { spec = order.items[at], correction, jobs } = other;
    return at !== index && [...jobs, spec?.adopt, correction?.adopt].some((named) => named?.jobId === adopt?.jobId);
  });
  if (adopt && isSiblings) return `${field}.adopt.jobId: another item of this order has that job, or had it.`;
  const bytes = jsonSize(order) + jsonSize(carried);
  // One that corrects nothing is always taken: the run sheds what it has no room for.
  return bytes > KEPT_BYTES && (wish.change ?? wish.item)
    ? `${field}: with it the order would keep ${bytes} bytes, ${KEPT_BYTES} at most.`
    : undefined;
}

/** A run that was cut short has left calls whose answers are on nobody's record, and questions that nobody could decide. */
function settle(order: ProductionOrder, item: CarriedItem, { now, cutShort }: Ended): CarriedItem {
  const attempt = item.attempts.at(-1);
  if (!cutShort || attempt?.call !== 'in-flight')
    return item.state.kind === 'attention' ? { ...item, state: { ...item.state, since: now } } : item;
  const { httpTimeout, settleTime } = waitsOf(order.policy);
  const message = 'The run of the order that made the call was cut short';
  const provableFrom = now + EARLIER_CALLS_MS + httpTimeout + settleTime;
  const unansweredCalls = attempt.unansweredCalls + 1;
  const open = { ...attempt, call: 'none' as const, unansweredCalls, provableFrom, message };
  return { ...item, state: { kind: 'queued' }, attempts: [...item.attempts.slice(0, -1), open] };
}

interface Wanted {
  spec: ProductionItem;
  changed: string[];
  by: string | undefined;
  /** A person's word that what is rendered is made, and paid, once more. */
  reprint: boolean;
}

/** Whether what is wanted is not what the last call was made for. */
const isCorrected = ({ correction }: CarriedItem, { changed }: Wanted): boolean =>
  changed.length > 0 || correction !== undefined;

/** Whether it is to follow a job that is paid already, and has not come to that. */
const isToAdopt = ({ state, correction, jobs }: CarriedItem, { adopt }: ProductionItem): boolean =>
  adopt !== undefined &&
  (correction !== undefined || state.kind === 'queued' || !jobs.some(({ jobId }) => jobId === adopt.jobId));

function reopen(order: ProductionOrder, item: CarriedItem, wanted: Wanted, { now }: Ended): CarriedItem {
  const { changed, by, reprint } = wanted;
  const decision = {
    at: new Date(now).toISOString(),
    action: 'retryItem' as const,
    ...(by !== undefined && { by }),
    ...(changed.length > 0 && { changed }),
  };
  // What the list has shown, and a person was asked about, is set aside by their wish.
  const offered = item.state.kind === 'attention' ? (item.state.offered ?? []) : [];
  const decisions = [...item.decisions, decision].slice(-DECISIONS_PER_ITEM);
  const open = { ...item, decisions, setAside: [...item.setAside, ...offered] };

  const unanswered = open.attempts.filter(isUnanswered);
  const [newest] = open.attempts.slice(-1);
  // A person's wish for something else, said now, or in the run before and not fulfilled yet, comes first.
  const isPending = open.correction !== undefined && newest !== undefined && isUnanswered(newest);
  const isRetried = item.state.kind === 'unanswered' && item.state.retry === true;
  const job = changed.length > 0 || isPending || isRetried ? undefined : livingJob(open, reprint);
  if (job) return followAgain(order, open, job.jobId, now);

  // A callback has named a job that may be the call's: Printess is asked about it first.
  const isNamed = reportsInDoubt(open).length > 0;
  if (unanswered.length === 0 && !isNamed) return orderAgain(order, open, wanted);
  const lookFrom = Math.max(isNamed ? now : 0, ...unanswered.map(({ provableFrom = now }) => provableFrom));
  const reports = open.reports.map((kept) => ({ ...kept, askAt: Math.min(kept.askAt, now) }));
  // The old call is looked for first, by what was ordered then; only if it was not accepted something new is ordered. So it
  // is where the intent has a job, by a person's word: in a second call that one would be known, and not be looked for.
  const isAnswered = !newest || !isUnanswered(newest) || open.jobs.some((one) => one.generation === newest.generation);
  const isAsOrdered = wanted.spec === item.spec || order.items.includes(wanted.spec);
  if (isCorrected(open, wanted) || isAnswered)
    return {
      ...withoutEnd(open),
      reports,
      ...(!isAsOrdered && { correction: wanted.spec }),
      state: { kind: 'unanswered', lookups: [lookFrom], proved: true, retry: true },
    };
  const again = { ...newest, call: 'none' as const, provableFrom: lookFrom };
  return { ...withoutEnd(open), reports, state: { kind: 'queued' }, attempts: [...open.attempts.slice(0, -1), again] };
}

/** Whether the job that it followed last has brought its files. */
const hasBroughtFiles = (item: CarriedItem): boolean =>
  item.success !== undefined || followed(item)?.state === 'succeeded';

/** A job that was paid and has not failed: the one that was followed last, else the newest one of its intent. */
function livingJob(item: CarriedItem, reprint: boolean): Job | undefined {
  const { state, jobs, generation, decisions } = item;
  const last = followed(item);
  if (state.kind === 'produced' || reprint) return undefined;
  // What a person has named may be another item's; one of them may have been a mistake.
  const isNamed = ({ jobId, named }: Job) =>
    named ?? decisions.some(({ action, reason }) => action === 'adoptJob' && reason === jobId);
  return last && isAlive(last)
    ? last
    : jobs.findLast((job) => isAlive(job) && job.generation === generation && !isNamed(job));
}

/** From where it was left: with what is known of its end, or with a status check at once. */
function followAgain(order: ProductionOrder, before: CarriedItem, jobId: string, now: number): CarriedItem {
  const item = before.jobId === jobId ? before : withoutEnd(before);
  const { state, success } = item;
  if (success && order.policy?.archive === true) return { ...item, state: deliverAgain(state) };
  const reported = state.kind === 'rendering' && item.jobId === jobId ? state.reported : undefined;
  const deadline = now + waitsOf(order.policy).orderDeadline;
  const jobs = item.jobs.map((job): Job => {
    if (job.jobId !== jobId) return job;
    const { missedAt, ...rest } = job;
    return { ...rest, state: reported ? job.state : 'rendering', deadline, checks: 0 };
  });
  return { ...item, jobs, jobId, state: { kind: 'rendering', nextCheckAt: now, ...(reported && { reported }) } };
}

/** In the next generation, unless nothing was ever sent in this one. */
function orderAgain(order: ProductionOrder, item: CarriedItem, wanted: Wanted): CarriedItem {
  const { spec } = wanted;
  const call = item.attempts.at(-1)?.call;
  const isFresh = (call === 'none' || call === 'not-sent') && item.jobs.length === 0 && !isCorrected(item, wanted);
  if (isFresh) return { ...withoutEnd(item), state: { kind: 'queued' } };
  const generation = Math.max(item.generation, item.seenGeneration ?? 0) + 1;
  const attempts = [...item.attempts, { generation, call: 'none' as const, unansweredCalls: 0 }];
  const { correction, ...rest } = withoutEnd(item);
  const isOfInput = order.items.includes(spec);
  return { ...rest, ...(!isOfInput && { spec }), state: { kind: 'queued' }, generation, attempts };
}

function withoutEnd({ jobId, success, source, kept, filesUntil, ...item }: CarriedItem): CarriedItem {
  return item;
}
