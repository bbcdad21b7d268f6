import type { CarriedItem, CarriedState } from '../contract/carried-state.js';
import { correctItem } from '../contract/correct-item.js';
import { issuesText } from '../contract/issues.js';
import { EARLIER_CALLS_MS } from '../contract/limits.js';
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
  const { itemId, generation, reprint } = wish;
  const index = order.items.findIndex((item) => item.itemId === itemId);
  const named = state.items[index];
  if (itemId !== undefined && !named) return { ok: false, why: `It has no item ${itemId}.` };
  if (named && generation !== undefined && generation !== named.generation)
    return { ok: false, why: `Item ${itemId ?? ''} is at generation ${named.generation}, not ${generation}.` };
  if (named?.state.kind === 'produced' && !reprint)
    return { ok: false, why: `Item ${itemId ?? ''} is produced: only a reprint orders it again, and pays again.` };
  if (!named && state.items.every((item) => item.state.kind === 'produced'))
    return { ok: false, why: 'All its items are produced: name the one that is to be ordered again, as a reprint.' };

  const items: CarriedItem[] = [];
  for (const [at, item] of state.items.entries()) {
    const isChosen = named ? named === item : item.state.kind !== 'produced';
    const settled = settle(order, item, ended);
    const spec = item.spec ?? order.items[at];
    if (!isChosen || !spec) items.push(settled);
    else {
      const corrected = correctItem(spec, wish);
      if (!corrected.ok) return { ok: false, why: `${issuesText(corrected.issues)}.` };
      const changed = corrected.changed.length > 0 ? corrected : undefined;
      items.push(reopen(order, settled, changed, ended));
    }
  }
  const { hold, ...rest } = state;
  return { ok: true, carried: { ...rest, items } };
}

/** A run that was cut short has left calls whose answers are on nobody's record. */
function settle(order: ProductionOrder, item: CarriedItem, { now, cutShort }: Ended): CarriedItem {
  const attempt = item.attempts.at(-1);
  if (!cutShort || attempt?.call !== 'in-flight') return item;
  const { httpTimeout, settleTime } = waitsOf(order.policy);
  const message = 'The run of the order that made the call was cut short';
  const open = {
    ...attempt,
    call: 'none' as const,
    provableFrom: now + EARLIER_CALLS_MS + httpTimeout + settleTime,
    message,
  };
  return { ...item, state: { kind: 'queued' }, attempts: [...item.attempts.slice(0, -1), open] };
}

function reopen(
  order: ProductionOrder,
  item: CarriedItem,
  corrected: { spec: NonNullable<CarriedItem['spec']>; changed: string[] } | undefined,
  { now }: Ended,
): CarriedItem {
  const decision = {
    at: new Date(now).toISOString(),
    action: 'retryItem' as const,
    ...(corrected && { changed: corrected.changed }),
  };
  // What the list has shown, and a person was asked about, is set aside by their wish.
  const offered = item.state.kind === 'attention' ? (item.state.offered ?? []) : [];
  const open = { ...item, decisions: [...item.decisions, decision], setAside: [...item.setAside, ...offered] };
  const attempt = open.attempts.at(-1);
  const isUnanswered = attempt?.call === 'unanswered' || attempt?.provableFrom !== undefined;
  const job = open.jobs.find(({ jobId }) => jobId === open.jobId);
  const isAlive = job?.state === 'rendering' || (job?.state === 'succeeded' && item.state.kind !== 'produced');
  if (isAlive && !corrected) return followAgain(order, open, job.jobId, now);
  if (!attempt || !isUnanswered) return orderAgain(open, corrected);
  const provableFrom = attempt.provableFrom ?? now;
  // The old call is looked for first, by what was ordered then; only if it was not accepted the correction is ordered.
  if (corrected)
    return {
      ...open,
      state: { kind: 'unanswered', lookups: [provableFrom], proved: true, retry: { spec: corrected.spec } },
    };
  const again = { ...attempt, call: 'none' as const, provableFrom };
  return { ...withoutJob(open), state: { kind: 'queued' }, attempts: [...open.attempts.slice(0, -1), again] };
}

function followAgain(order: ProductionOrder, item: CarriedItem, jobId: string, now: number): CarriedItem {
  const deadline = now + waitsOf(order.policy).orderDeadline;
  const jobs = item.jobs.map((job) =>
    job.jobId === jobId ? { ...job, state: 'rendering' as const, deadline, checks: 0 } : job,
  );
  return { ...item, jobs, state: { kind: 'rendering', nextCheckAt: now } };
}

/** In the next generation, unless nothing was ever sent in this one. */
function orderAgain(item: CarriedItem, corrected: { spec: NonNullable<CarriedItem['spec']> } | undefined): CarriedItem {
  const { success, source, ...rest } = withoutJob(item);
  const isFresh =
    ['none', 'not-sent'].includes(item.attempts.at(-1)?.call ?? '') && item.jobs.length === 0 && !corrected;
  const generation = isFresh ? item.generation : item.generation + 1;
  const attempts = isFresh
    ? item.attempts
    : [...item.attempts, { generation, call: 'none' as const, unansweredCalls: 0 }];
  return { ...rest, ...(corrected && { spec: corrected.spec }), state: { kind: 'queued' }, generation, attempts };
}

function withoutJob({ jobId, ...item }: CarriedItem): CarriedItem {
  return item;
}
