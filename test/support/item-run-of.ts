import type { FoundJob } from '../../src/contract/answer.js';
import type { Attempt, Job, KeptReport } from '../../src/contract/carried-state.js';
import { jsonSize } from '../../src/contract/json-size.js';
import { KEPT_BYTES } from '../../src/contract/limits.js';
import type { CallbackReport, Outcome, Success } from '../../src/contract/outcome.js';
import { waitsOf } from '../../src/contract/policy.js';
import type { ItemRun, Setting } from '../../src/workflows/item/item-run.js';
import { openItem } from '../../src/workflows/item/open-item.js';
import type { OrderRun } from '../../src/workflows/order/order-run.js';

/** What the pure steps of an item take, made by hand: one item `a` of the order `o-1`, at one moment, by the default policy. */

export const NOW = Date.UTC(2026, 0, 1);
export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** An item that has just begun, but for what is given. */
export function itemRunOf(rest: Partial<ItemRun> = {}): ItemRun {
  return { ...openItem({ itemId: 'a', templateName: 'mug' }), ...rest };
}

/** By the default policy; where a wait may be by chance it is the shortest one. */
export function settingFor(rest: Partial<Setting> = {}): Setting {
  return {
    now: NOW,
    waits: waitsOf(),
    files: {},
    room: KEPT_BYTES,
    isSiblings: () => false,
    moment: (earliest) => earliest,
    ...rest,
  };
}

export const attemptOf = (call: Attempt['call'], rest: Partial<Attempt> = {}): Attempt => ({
  generation: 1,
  call,
  unansweredCalls: 0,
  ...rest,
});

/** A call without an answer, whose lookups are due one and two settle times after the present moment. */
export const unansweredAttempt = (rest: Partial<Attempt> = {}): Attempt =>
  attemptOf('unanswered', { unansweredCalls: 1, provableFrom: NOW + MINUTE, message: 'The answer was lost', ...rest });

/** An item whose first call is without an answer. */
export const unansweredItem = (rest: Partial<ItemRun> = {}): ItemRun =>
  itemRunOf({
    state: { kind: 'unanswered', lookups: [NOW + MINUTE, NOW + 2 * MINUTE], proved: true },
    attempts: [unansweredAttempt()],
    produceCalls: 1,
    ...rest,
  });

export const jobRecord = (jobId: string, rest: Partial<Job> = {}): Job => ({
  jobId,
  generation: 1,
  state: 'rendering',
  deadline: NOW + 2 * DAY,
  checks: 0,
  ...rest,
});

/** An item that follows job J1, by its own accepted call. */
export const renderingItem = (rest: Partial<ItemRun> = {}): ItemRun =>
  itemRunOf({
    state: { kind: 'rendering', nextCheckAt: NOW + 10 * MINUTE },
    attempts: [attemptOf('accepted')],
    jobs: [jobRecord('J1')],
    jobId: 'J1',
    produceCalls: 1,
    ...rest,
  });

/** An item of attention, for a reason that waits for a person. */
export const attentionState = (
  reason: Extract<ItemRun['state'], { kind: 'attention' }>['reason'],
  rest: { offered?: string[]; since?: number; message?: string } = {},
): Extract<ItemRun['state'], { kind: 'attention' }> => ({
  kind: 'attention',
  reason,
  message: 'It happened.',
  since: NOW,
  ...rest,
});

/** A row of the list of orders, of the very intent that was asked for. */
export const rowOf = (jobId: string, rest: Partial<FoundJob> = {}): FoundJob => ({
  jobId,
  generation: 1,
  match: 'exact',
  createdOn: '2026-01-01T00:00:00Z',
  ...rest,
});

export const successOf = (files = 1, rest: Partial<Success> = {}): Success => ({
  kind: 'succeeded',
  files: Array.from({ length: files }, (_, index) => ({
    document: `page-${index}`,
    url: `https://files.example.com/${index}.pdf`,
    name: `${index}.pdf`,
  })),
  fileCount: files,
  ...rest,
});

export const failureOf = (message = 'No such font'): Outcome => ({ kind: 'failed', message });

/** What a callback says of a job by the URL of generation 1. */
export const reportOf = (jobId: string, rest: Partial<CallbackReport> = {}): CallbackReport => ({
  itemId: 'a',
  generation: 1,
  jobId,
  outcome: successOf(),
  ...rest,
});

export const keptReport = (report: CallbackReport, rest: Partial<KeptReport> = {}): KeptReport => ({
  report,
  askAt: NOW,
  ...rest,
});

/** A running order of these items that waits for nothing, and has no Temporal. */
export function orderRunOf(items: ItemRun[], rest: Partial<OrderRun> = {}): OrderRun {
  const input = rest.input ?? { orderId: 'o-1', shop: 'default', items: items.map(({ spec }) => spec) };
  return {
    input,
    waits: waitsOf(input.policy),
    items,
    createdAt: NOW,
    updatedAt: NOW,
    timer: {
      until: () => Promise.resolve(),
      moment: (earliest) => earliest,
      run: () => new Promise<never>(() => undefined),
    },
    signals: [],
    queue: [],
    calling: new Set(),
    delivering: new Set(),
    inFlight: new Set(),
    isLong: false,
    draining: false,
    isHandedOver: false,
    ending: false,
    isChanged: false,
    inputBytes: jsonSize(input),
    ...rest,
  };
}
