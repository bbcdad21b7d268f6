import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { openBox, type Box, type Task } from './order-in-a-box.js';
import type { FindJobsInput, ProduceInput, StatusAnswer } from '../../../src/contract/activity-inputs.js';
import type { FoundJob, ProduceAnswer } from '../../../src/contract/answer.js';
import type { CarriedItem } from '../../../src/contract/carried-state.js';
import type { Outcome } from '../../../src/contract/outcome.js';
import { DAY, HOUR, MINUTE, SECOND, successOf } from '../../support/item-run-of.js';

const { canonical } = await import('../../../src/contract/canonical.js');
const { carriedStateSchema, isUnanswered } = await import('../../../src/contract/carried-state.js');
const { DECISIONS_PER_ITEM, REPORTS_PER_ITEM, WARNINGS_PER_ITEM } = await import('../../../src/contract/limits.js');
const { orderInputSchema } = await import('../../../src/contract/order.js');
const { unknownJobs } = await import('../../../src/contract/unknown-jobs.js');
const { reopenOrder } = await import('../../../src/client/reopen-order.js');
const { newest } = await import('../../../src/workflows/item/item-run.js');
const { mayPay } = await import('../../../src/workflows/item/may-pay.js');
const { openItem } = await import('../../../src/workflows/item/open-item.js');
const { carriedItem } = await import('../../../src/workflows/order/carried-state.js');
const { orderRunOf } = await import('../../support/item-run-of.js');

/** `PRINTESS_SEQUENCES=5000` for the whole proof; some in every run. */
const SEQUENCES = Number(process.env['PRINTESS_SEQUENCES'] ?? 100);

// Two items, and few jobs, so that they meet. Printess, callbacks and people say whatever they like, true or not.
const ORDER = { orderId: 'o-1', shop: 'default', items: ['a', 'b'].map((itemId) => ({ itemId, templateName: 'mug' })) };
const SIMPLE = ['checkNow', 'resume', 'continue', 'terminate', 'cancel'] as const;

interface Answer {
  kind: 'answer';
  /** Which of the activities in flight. */
  task: number;
  /** Which of the answers that it may give; 0: none. */
  say: number;
  jobId: string;
  rows: { jobId: string; generation: number; isSame: boolean }[];
  outcome: Outcome;
  proved: boolean;
}
type Event =
  | Answer
  | { kind: 'report'; itemId: string; generation: number; jobId: string | undefined; outcome: Outcome | undefined }
  | { kind: 'retryItem' | 'adoptJob' | 'abandonItem'; itemId: string; jobId: string; copies: number }
  | { kind: 'advance'; ms: number }
  | { kind: (typeof SIMPLE)[number] };

const itemId = fc.constantFrom('a', 'a', 'a', 'b');
const jobId = fc.constantFrom('J1', 'J2', 'J3', 'J4');
const generation = fc.constantFrom(1, 1, 1, 2, 2, 3);
const outcome = fc.constantFrom<Outcome>(
  successOf(),
  successOf(0),
  successOf(0, { fileCount: 9, filesOmitted: true, filesBytes: 900 }),
  { kind: 'failed', message: 'No such font' },
);
const row = fc.record({ jobId, generation, isSame: fc.boolean() });
const answer: fc.Arbitrary<Answer> = fc.record({
  kind: fc.constant('answer'),
  task: fc.constantFrom(0, 0, 1),
  say: fc.nat({ max: 6 }),
  jobId,
  rows: fc.oneof<fc.WeightedArbitrary<Answer['rows']>[]>(
    { arbitrary: fc.constant([]), weight: 3 },
    { arbitrary: fc.array(row, { minLength: 1, maxLength: 3 }), weight: 2 },
  ),
  outcome,
  proved: fc.constantFrom(true, true, false),
});
const events = fc.array(
  fc.oneof<fc.WeightedArbitrary<Event>[]>(
    { weight: 8, arbitrary: answer },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant('report'),
        itemId,
        generation,
        jobId: fc.option(jobId, { nil: undefined }),
        outcome: fc.option(outcome, { nil: undefined }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        kind: fc.constantFrom('retryItem', 'retryItem', 'adoptJob', 'abandonItem'),
        itemId,
        jobId,
        copies: fc.integer({ min: 1, max: 3 }),
      }),
    },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('advance'),
        ms: fc.constantFrom(SECOND, 2 * MINUTE, 2 * MINUTE, 10 * MINUTE, HOUR, DAY),
      }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom(...SIMPLE) }) },
  ),
  { minLength: 1, maxLength: 30, size: 'max' },
);

/** One order, and what has been found out about it that must not be. */
class Hostile {
  readonly box: Box = openBox({ onTask: (task) => this.watchCall(task) });
  /** Faults of the order's record. */
  readonly record: string[] = [];
  /** Faults of what it pays for. */
  readonly calls: string[] = [];

  async live(all: Event[]): Promise<this> {
    await this.box.start(ORDER, { memo: { first: true } });
    for (const event of all) {
      await this.happen(event);
      this.watchRecord();
    }
    return this;
  }

  /** From now on Printess is well, and nobody decides anything. */
  async wait(): Promise<void> {
    const { box } = this;
    for (let day = 0; day < 30 && !box.end; day++) {
      for (let tasks = box.openTasks(); tasks.length > 0; tasks = box.openTasks()) {
        for (const task of tasks) makeWell(task, day);
        await box.settle();
      }
      await box.advance(DAY);
    }
  }

  private async happen(event: Event): Promise<void> {
    const { box } = this;
    if (box.end) return this.reopen();
    switch (event.kind) {
      case 'answer': {
        const tasks = box.openTasks();
        const task = tasks[event.task % tasks.length];
        if (task) give(task, event);
        return box.settle();
      }
      case 'report': {
        const { kind, ...report } = event;
        return box.signal('printessCallback', report);
      }
      case 'retryItem':
        await box.update('retryItem', { itemId: event.itemId, change: { copies: event.copies } });
        return;
      case 'adoptJob':
        await box.update('adoptJob', { itemId: event.itemId, jobId: event.jobId });
        return;
      case 'abandonItem':
        await box.update('abandonItem', { itemId: event.itemId, reason: 'Enough.' });
        return;
      case 'advance':
        return box.advance(event.ms);
      case 'cancel':
        return box.requestCancel();
      case 'continue':
        return box.suggestContinuing();
      case 'terminate':
        return this.reopen();
      default:
        return box.signal(event.kind);
    }
  }

  /** As `client.retry` does, whether the run has ended or is cut short now. */
  private async reopen(): Promise<void> {
    const { box } = this;
    if (box.end?.kind === 'failed') return;
    const reopened = reopenOrder(ORDER, box.carried(), {}, { now: box.now, cutShort: !box.end });
    if (reopened.ok) await box.start({ ...ORDER, carried: reopened.carried });
  }

  private watchRecord(): void {
    const { box, record } = this;
    if (box.end?.kind === 'failed') record.push(`the workflow fails: ${String(box.end.error)}`);
    const carried = box.carried();
    const parsed = carriedStateSchema.safeParse(carried);
    if (canonical(parsed.data) !== canonical(carried)) record.push('its schema does not take it as it is');
    if (!orderInputSchema.safeParse({ ...ORDER, carried }).success) record.push('it is no input of the next run');
    for (const [index, item] of carried.items.entries()) this.watchItem(item, index);
  }

  private watchItem(item: CarriedItem, index: number): void {
    const spec = ORDER.items[index] ?? { itemId: '', templateName: '' };
    const run = openItem(spec, item);
    const attempt = newest(run);
    const order = orderRunOf([run], { input: ORDER });
    const generations = item.attempts.map((one) => one.generation);
    const inFlight = this.box
      .openTasks()
      .filter(({ name, input }) => name === 'produce' && itemOf(input) === spec.itemId);
    const followed = item.jobs.find((one) => one.jobId === item.jobId);
    const isOwn = followed?.generation === item.generation && attempt.call === 'accepted';
    const faults: [boolean, string][] = [
      [canonical(carriedItem(order, run)) !== canonical(item), 'is another one in the next run'],
      [attempt.generation !== item.generation, 'has its newest attempt of another generation'],
      [generations.some((one, at) => one <= (generations[at - 1] ?? 0)), 'has generations that do not grow'],
      [item.state.kind === 'rendering' && !followed, 'follows no job'],
      [item.reports.length > REPORTS_PER_ITEM, 'keeps too many callbacks'],
      [item.warnings.length > WARNINGS_PER_ITEM, 'keeps too many warnings'],
      [item.decisions.length > DECISIONS_PER_ITEM, 'keeps too many decisions'],
      [!this.box.end && inFlight.length > 1, 'has two calls in flight'],
      [mayPay(run) && attempt.call === 'unanswered', 'may be paid while its call is without an answer'],
      [
        mayPay(run) && item.attempts.slice(0, -1).some(isUnanswered),
        'may be paid while an earlier call is without an answer',
      ],
      [
        mayPay(run) && item.state.kind === 'rendering' && isOwn,
        'may be paid while the job of its newest intent is made',
      ],
    ];
    this.record.push(...faults.filter(([isFault]) => isFault).map(([, text]) => `${spec.itemId} ${text}`));
  }

  private watchCall({ name, input }: Task): void {
    if (name !== 'produce') return;
    const item = this.box.carried().items[ORDER.items.findIndex((one) => one.itemId === itemOf(input))];
    if (!item) return;
    const attempt = item.attempts.at(-1);
    const isDoubtful = (of: number) =>
      item.attempts.some((one) => one.generation === of && one.unansweredCalls > 0 && one.call !== 'accepted');
    const faults: [boolean, string][] = [
      [item.reports.some(({ report }) => isDoubtful(report.generation)), 'while a callback is kept of a call in doubt'],
      [item.attempts.slice(0, -1).some(isUnanswered), 'while an earlier call is without an answer'],
      [
        ((input as ProduceInput).lookFrom ?? 0) < (attempt?.provableFrom ?? 0),
        'without regard to the moment from which it is to look',
      ],
    ];
    this.calls.push(
      ...faults.filter(([isFault]) => isFault).map(([, text]) => `${itemOf(input)} is called for ${text}`),
    );
  }
}

const itemOf = (input: unknown): string => (input as ProduceInput).item.itemId;

function give(task: Task, { say, jobId: job, rows, outcome: end, proved }: Answer): void {
  if (say === 0) return task.fail();
  const { generation: asked } = task.input as FindJobsInput;
  const jobs = rows.map((one): FoundJob => {
    const match = !one.isSame ? 'other' : one.generation === asked ? 'exact' : 'same';
    return { jobId: one.jobId, generation: one.generation, match };
  });
  if (task.name === 'findJobs') return task.succeed({ jobs, proved });
  if (task.name === 'checkStatus') {
    const answers: StatusAnswer[] = [
      { kind: 'pending', statusCalls: 1 },
      { kind: 'unknown', statusCalls: 1 },
      { kind: 'final', outcome: end, statusCalls: 1 },
    ];
    return task.succeed(answers[say % answers.length]);
  }
  const isNews = unknownJobs(jobs, (task.input as ProduceInput).known).length > 0;
  const answers: ProduceAnswer[] = [
    { kind: 'accepted', jobId: job, produceCalls: 1 },
    isNews ? { kind: 'found', jobs, produceCalls: 0 } : { kind: 'not-sent', message: 'ECONNREFUSED', produceCalls: 0 },
    { kind: 'refused', message: 'No such template.', produceCalls: 1 },
    { kind: 'held', reason: 'insufficient-funds', message: '402', produceCalls: 1 },
    { kind: 'ambiguous', message: 'ECONNRESET', produceCalls: 1 },
    { kind: 'ambiguous', message: 'ETIMEDOUT', produceCalls: 1 },
  ];
  task.succeed(answers[say - 1]);
}

function makeWell(task: Task, day: number): void {
  if (task.name === 'produce')
    task.succeed({ kind: 'accepted', jobId: `new-${itemOf(task.input)}-${day}`, produceCalls: 1 });
  else if (task.name === 'findJobs') task.succeed({ jobs: [], proved: true });
  else task.succeed({ kind: 'final', outcome: successOf(), statusCalls: 1 });
}

describe('whatever comes, in whatever order, true or not,', () => {
  const proving = (check: (hostile: Hostile) => void | Promise<void>) =>
    fc.assert(
      fc.asyncProperty(events, async (all) => check(await new Hostile().live(all))),
      { numRuns: SEQUENCES },
    );

  it('each item is as it can be, and begins the next run as it has ended this one', () =>
    proving(({ record }) => expect(record).toEqual([])));

  it('no call is made while another one may have been paid', () => proving(({ calls }) => expect(calls).toEqual([])));

  it('every order ends once Printess is well, and nobody is left waiting without a reason', () =>
    proving(async (hostile) => {
      await hostile.wait();
      expect(hostile.box.end?.kind ?? hostile.box.carried().items).toMatch(/^(completed|cancelled)$/);
    }));
});
