import { jest } from '@jest/globals';
import { openBox, type Box, type Marks, type Task } from './order-in-a-box.js';
import type {
  CheckStatusInput,
  FindJobsInput,
  ProduceInput,
  StatusAnswer,
} from '../../../src/contract/activity-inputs.js';
import type { FoundJob } from '../../../src/contract/answer.js';
import type { CarriedState } from '../../../src/contract/carried-state.js';
import type { Intent } from '../../../src/contract/intent.js';
import type { OrderInput, ProductionOrder } from '../../../src/contract/order.js';
import type { RetryOrder } from '../../../src/client/production-client.js';
import type { Scope } from '../../../src/client/scope.js';
import { MINUTE, SECOND, successOf } from '../../support/item-run-of.js';

/** What becomes of one call of produce, and of the job that it may make. */
export interface Fate {
  kind:
    | 'accepted'
    | 'accepted, answer lost'
    | 'accepted, worker killed'
    | 'lost'
    | 'worker killed before'
    | 'refused'
    | 'held'
    | 'not sent';
  /** Seconds before a worker has it. */
  queued: number;
  /** When the call lands, as a part of its deadline. */
  lands: number;
  /** When the list and the status know the job, as a part of the settle time. */
  shows: number;
  end: 'succeeded' | 'failed' | 'never';
  /** Minutes until the job has ended. */
  renders: number;
  callback: 'lost' | 'comes' | 'comes twice' | 'unreadable' | 'without a file';
}

/** A job that Printess has accepted, and taken credits for. */
export interface PaidJob {
  jobId: string;
  intent: Intent;
  acceptedAt: number;
  showsAt: number;
  endsAt: number;
  fate: Fate;
  /** Jobs of the item that were accepted before, and that its order did not know when it had this one made. */
  unknownBefore: string[];
}

/** The order's client, less Temporal: these say how its latest run stands, and start the next one. */
let printess: Printess;
const STATUSES = { completed: 'COMPLETED', cancelled: 'CANCELLED', terminated: 'TERMINATED', failed: 'FAILED' };
jest.unstable_mockModule('../../../src/client/describe-order.js', () => ({
  describeOrder: () => {
    const { runId, startTime, marks } = printess.box.run;
    const { end } = printess.box;
    const name = end ? STATUSES[end.kind] : 'RUNNING';
    return Promise.resolve({ runId, status: { name }, memo: marks.memo, startTime: new Date(startTime), marks });
  },
}));
jest.unstable_mockModule('../../../src/client/sdk.js', () => ({
  isReset: ({ marks }: { marks: Marks }) => marks.isReset,
}));
jest.unstable_mockModule('../../../src/client/started-order.js', () => ({
  startedOrder: () => Promise.resolve({ order: printess.order, carried: undefined }),
}));
jest.unstable_mockModule('../../../src/client/query-order.js', () => ({
  queryOrder: () => Promise.resolve(printess.box.carried()),
}));
jest.unstable_mockModule('../../../src/client/get-order.js', () => ({ getOrder: () => Promise.resolve(undefined) }));
jest.unstable_mockModule('../../../src/client/act-on-item.js', () => ({ actOnItem: () => Promise.resolve(undefined) }));
jest.unstable_mockModule('../../../src/client/start-workflow.js', () => ({
  startWorkflow: (_scope: Scope, _id: string, input: OrderInput, { memo }: { memo: Record<string, unknown> }) =>
    printess.begin(input, { memo }),
}));
const { retryOrder } = await import('../../../src/client/retry-order.js');
const { ActionRefusedError } = await import('../../../src/client/errors.js');
const { intentOf } = await import('../../../src/contract/intent.js');
const { EARLIER_CALLS_MS } = await import('../../../src/contract/limits.js');
const { unknownJobs } = await import('../../../src/contract/unknown-jobs.js');

/** By the default policy. */
const HTTP_TIMEOUT = 30 * SECOND;
const SETTLE_TIME = MINUTE;
/** As the activity has them. */
const FRESH = 2 * SECOND;
const ROWS_SHARED = MINUTE;

/**
 * An honest Printess that loses answers and callbacks, and whose list lags behind by the settle time at the most; with the
 * activities as their documentation has them, and a client that retries the order. Its ledger is what tests count.
 */
export class Printess {
  readonly box: Box = openBox({ onTask: (task) => this.serve(task) });
  readonly paid: PaidJob[] = [];
  /** Older states of the order, to be reset to. */
  readonly snapshots: { carried: CarriedState; memo: Record<string, unknown> }[] = [];
  readonly order: ProductionOrder;
  private readonly fates: Fate[];
  private readonly listProvesItself: boolean;
  private calls = 0;
  private runs = 0;
  private sharedRows: { runId: string; at: number } | undefined;

  constructor(order: ProductionOrder, fates: Fate[], listProvesItself: boolean) {
    this.order = order;
    this.fates = fates;
    this.listProvesItself = listProvesItself;
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- one order at a time
    printess = this;
  }

  /** Starts a run of the order; one that is alive is terminated by it. */
  async begin(input: OrderInput, marks: Partial<Marks>): Promise<void> {
    this.runs += 1;
    await this.box.start(input, marks);
  }

  /** `client.retry`; a refusal leaves all as it was. */
  async retry(wish: RetryOrder = {}): Promise<void> {
    const scope = { shop: this.order.shop, options: {} } as Scope;
    await retryOrder(scope, this.order.orderId, wish).catch((error: unknown) => {
      if (!(error instanceof ActionRefusedError)) throw error;
    });
  }

  /** Remembers how the order stands, to be reset to; not a try of what is held, which only a history could bring back. */
  remember(): void {
    const carried = this.box.carried();
    const isTry = carried.items.some(
      ({ state, attempts }) => state.kind === 'held' && attempts.at(-1)?.call === 'in-flight',
    );
    if (!isTry) this.snapshots.push({ carried, memo: this.box.run.marks.memo });
  }

  async resetTo(index: number): Promise<void> {
    const snapshot = this.snapshots[index % this.snapshots.length];
    if (snapshot)
      await this.begin({ ...this.order, carried: snapshot.carried }, { isReset: true, memo: snapshot.memo });
  }

  private serve(task: Task): void {
    if (task.name === 'produce') return this.produce(task, task.input as ProduceInput);
    this.box.at(this.box.now + SECOND, () => {
      task.isStarted = true;
      if (task.name === 'checkStatus') task.succeed(this.status((task.input as CheckStatusInput).jobId));
      else task.succeed({ jobs: this.rows(task.input as FindJobsInput, this.box.now), proved: this.listProvesItself });
    });
  }

  private produce(task: Task, input: ProduceInput): void {
    const { box } = this;
    const fate = this.fates[this.calls++ % this.fates.length];
    if (!fate) throw new Error('No fate');
    const { runId, startTime } = box.run;
    const scheduled = box.now;
    const notSent = (message: string) => task.succeed({ kind: 'not-sent', message, produceCalls: 0 });

    const start = () => {
      if (!task.isOpen) return;
      task.isStarted = true;
      if (fate.kind === 'worker killed before') return task.fail();
      const mustWait = input.earlierRuns === 'some' || (input.earlierRuns === 'unknown' && this.runs > 1);
      const earlier = mustWait ? startTime + EARLIER_CALLS_MS + HTTP_TIMEOUT + SETTLE_TIME : 0;
      box.at(Math.max(box.now, earlier, input.lookFrom ?? 0), look);
    };
    const look = () => {
      const jobs = this.rows(input, this.readAt(input, runId));
      if (unknownJobs(jobs, input.known).length > 0) return task.succeed({ kind: 'found', jobs, produceCalls: 0 });
      const isFresh = box.now - scheduled <= FRESH;
      const counts = task.isOpen && runId === box.run.runId && !box.end;
      if (!isFresh && !counts) return notSent('It no longer counts.');
      box.at(box.now + SECOND, send);
    };
    const send = () => {
      if (fate.kind === 'not sent') return notSent('ECONNREFUSED');
      if (fate.kind === 'held')
        return task.succeed({ kind: 'held', reason: 'insufficient-funds', message: '402', produceCalls: 1 });
      if (fate.kind === 'refused')
        return task.succeed({ kind: 'refused', message: 'No such template.', produceCalls: 1 });
      if (fate.kind !== 'lost')
        box.at(box.now + Math.floor(fate.lands * HTTP_TIMEOUT), () => {
          const jobId = this.accept(input, fate);
          if (fate.kind === 'accepted') task.succeed({ kind: 'accepted', jobId, produceCalls: 1 });
        });
      if (fate.kind === 'accepted, worker killed') return task.fail();
      box.at(box.now + HTTP_TIMEOUT + 1, () =>
        task.succeed({ kind: 'ambiguous', message: 'ETIMEDOUT', produceCalls: 1 }),
      );
    };
    box.at(box.now + fate.queued * SECOND, start);
  }

  /** When the rows were read that a produce call goes by: one lookup serves all first calls of a run that is sure of its past. */
  private readAt(input: ProduceInput, runId: string): number {
    const { now } = this.box;
    if (input.earlierRuns !== 'none' || input.lookFrom !== undefined || !input.isFirstCall) return now;
    const shared = this.sharedRows;
    if (shared?.runId === runId && now < shared.at + ROWS_SHARED) return shared.at;
    this.sharedRows = { runId, at: now };
    return now;
  }

  private accept(input: ProduceInput, fate: Fate): string {
    const { box, paid } = this;
    const intent = intentOf(input.shop, input.orderId, input.item, input.generation);
    const { jobIds, generations } = input.known;
    const unknownBefore = paid
      .filter((one) => one.intent.itemId === intent.itemId)
      .filter((one) => !jobIds.includes(one.jobId) && !generations.includes(one.intent.generation))
      .map((one) => one.jobId);
    const job: PaidJob = {
      jobId: `job-${paid.length + 1}`,
      intent,
      acceptedAt: box.now,
      showsAt: box.now + Math.floor(fate.shows * SETTLE_TIME),
      endsAt: box.now + Math.floor(fate.renders * MINUTE),
      fate,
      unknownBefore,
    };
    paid.push(job);
    if (fate.callback !== 'lost') box.at(job.endsAt + 1, () => this.callBack(job));
    return job.jobId;
  }

  /** Tells of a job's end, where it has one, by the URL that its call was given. */
  callBack({ jobId, intent: { itemId, generation }, endsAt, fate: { end, callback } }: PaidJob): void {
    if (end === 'never' || endsAt > this.box.now) return;
    const outcome =
      end === 'failed' ? { kind: 'failed', message: 'No such font' } : successOf(callback === 'without a file' ? 0 : 1);
    const report = callback === 'unreadable' ? { itemId, generation } : { itemId, generation, jobId, outcome };
    for (let time = 0; time < (callback === 'comes twice' ? 2 : 1); time++)
      this.box.deliver('printessCallback', report);
  }

  private status(jobId: string): StatusAnswer {
    const { now } = this.box;
    const job = this.paid.find((one) => one.jobId === jobId);
    if (!job || job.showsAt > now) return { kind: 'unknown', statusCalls: 1 };
    if (job.fate.end === 'never' || job.endsAt > now) return { kind: 'pending', statusCalls: 1 };
    const outcome = job.fate.end === 'failed' ? { kind: 'failed' as const, message: 'No such font' } : successOf();
    return { kind: 'final', outcome, statusCalls: 1 };
  }

  /** The item's rows, as the list has shown them at that moment. */
  private rows({ shop, orderId, item, generation }: FindJobsInput, at: number): FoundJob[] {
    const wanted = intentOf(shop, orderId, item, generation);
    return this.paid
      .filter(({ intent, showsAt }) => intent.itemId === wanted.itemId && showsAt <= at)
      .map(({ jobId, intent, acceptedAt }) => {
        const isSame = intent.digest === wanted.digest;
        const isExact = isSame && intent.generation === wanted.generation;
        const match = isExact ? 'exact' : isSame ? 'same' : 'other';
        return { jobId, generation: intent.generation, createdOn: new Date(acceptedAt).toISOString(), match };
      });
  }
}
