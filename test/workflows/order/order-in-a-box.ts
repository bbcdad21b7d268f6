import { jest } from '@jest/globals';
import { ApplicationFailure, CancelledFailure, RawValue } from '@temporalio/common';
import type { CarriedState } from '../../../src/contract/carried-state.js';
import type { OrderInput } from '../../../src/contract/order.js';
import type { OrderView } from '../../../src/contract/view.js';

/**
 * The workflow without Temporal, for thousands of sequences in seconds: its conditions are asked after everything that
 * happens, its timers run on a clock that tests turn, its activities are answered by hand. What Temporal adds (replay,
 * sandbox, history) is for the tests that have one. Import this before anything that imports `@temporalio/workflow`.
 */

/** An activity that has been asked for. */
export interface Task {
  name: string;
  input: unknown;
  isOpen: boolean;
  /** A worker has it: it is not cancelled any more. */
  isStarted: boolean;
  succeed(answer: unknown): void;
  /** Given up by Temporal: no answer. */
  fail(): void;
}

/** How a run has ended. */
export type End =
  { kind: 'completed'; view: OrderView } | { kind: 'cancelled' | 'terminated' } | { kind: 'failed'; error: unknown };

/** What a run was started with, besides its input. */
export interface Marks {
  isReset: boolean;
  isContinued: boolean;
  memo: Record<string, unknown>;
}

interface Condition {
  fact: () => boolean;
  due: number;
  resolve: (isFact: boolean) => void;
}

interface Handler {
  handle: (input: unknown) => unknown;
  validator?: (input: unknown) => void;
}

/** What one run of the order has asked of Temporal. */
class Run {
  readonly runId = `run-${++runs}`;
  readonly startTime = now;
  readonly marks: Marks;
  readonly conditions = new Set<Condition>();
  readonly handlers = new Map<string, Handler>();
  readonly tasks: Task[] = [];
  updates = 0;
  isContinueSuggested = false;
  continued: OrderInput | undefined;
  end: End | undefined;
  cancel: (reason: Error) => void = () => undefined;
  readonly cancelRequested = new Promise<never>((_, reject) => (this.cancel = reject));

  constructor(marks: Marks) {
    this.marks = marks;
    this.cancelRequested.catch(() => undefined);
  }
}

let runs = 0;
const BEGINNING = Date.UTC(2026, 0, 1);
let now = BEGINNING;
let current: Run;
/** The scope that an activity which is asked for now belongs to. */
let scopeOf: Scope | undefined;

class NoAnswer extends Error {}
class Cancelled extends Error {}

class Scope {
  private readonly tasks = new Set<{ task: Task; cancel: () => void }>();

  static current(): { cancelRequested: Promise<never> } {
    return { cancelRequested: current.cancelRequested };
  }

  static nonCancellable(act: () => unknown): unknown {
    return act();
  }

  run(act: () => unknown): unknown {
    return within(this, act);
  }

  add(task: Task, cancel: () => void): void {
    this.tasks.add({ task, cancel });
  }

  cancel(): void {
    for (const { task, cancel } of this.tasks) if (task.isOpen && !task.isStarted) cancel();
  }
}

function within(scope: Scope, act: () => unknown): unknown {
  const before = scopeOf;
  scopeOf = scope;
  try {
    return act();
  } finally {
    scopeOf = before;
  }
}

function schedule(name: string, input: unknown): Promise<unknown> {
  const run = current;
  return new Promise((resolve, reject) => {
    const task: Task = {
      name,
      input: JSON.parse(JSON.stringify(input)) as unknown,
      isOpen: true,
      isStarted: false,
      succeed: (answer) => end(() => resolve(JSON.parse(JSON.stringify(answer)))),
      fail: () => end(() => reject(new NoAnswer())),
    };
    const end = (act: () => void) => {
      if (!task.isOpen || run !== current || run.end) return;
      task.isOpen = false;
      act();
    };
    scopeOf?.add(task, () => end(() => reject(new Cancelled())));
    run.tasks.push(task);
    onTask(task);
  });
}

/** Called for each activity as it is asked for. */
let onTask: (task: Task) => void = () => undefined;

jest.unstable_mockModule('@temporalio/workflow', () => ({
  ActivityCancellationType: {},
  ActivityFailure: NoAnswer,
  ApplicationFailure,
  CancellationScope: Scope,
  CancelledFailure: Cancelled,
  ChildWorkflowCancellationType: {},
  ParentClosePolicy: {},
  allHandlersFinished: () => current.updates === 0,
  condition: (fact: () => boolean, timeout = Infinity) => condition(fact, now + timeout),
  continueAsNew: (input: OrderInput) => {
    current.continued = JSON.parse(JSON.stringify(input)) as OrderInput;
    return new Promise<never>(() => undefined);
  },
  defineQuery: (name: string) => ({ name }),
  defineSignal: (name: string) => ({ name }),
  defineUpdate: (name: string) => ({ name }),
  patched: () => true,
  isCancellation: (error: unknown) => error instanceof Cancelled,
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  metricMeter: {
    createCounter: () => ({ add: () => undefined }),
    createHistogram: () => ({ record: () => undefined }),
    createGauge: () => ({ set: () => undefined }),
  },
  proxyActivities: () =>
    new Proxy(
      {},
      {
        get: (_, name: string) => ({
          executeWithOptions: (_options: unknown, [input]: unknown[]) => schedule(name, input),
        }),
      },
    ),
  setCurrentDetails: () => undefined,
  setHandler: (
    { name }: { name: string },
    handle: Handler['handle'],
    { validator }: { validator?: Handler['validator'] } = {},
  ) => current.handlers.set(name, { handle, ...(validator && { validator }) }),
  startChild: () => Promise.resolve(),
  upsertSearchAttributes: () => undefined,
  workflowInfo: () => ({
    workflowId: 'printess-default-o-1',
    unsafe: { isReplaying: false },
    runId: current.runId,
    originalExecutionRunId: current.marks.isReset ? 'another' : current.runId,
    continuedFromExecutionRunId: current.marks.isContinued ? 'another' : undefined,
    continueAsNewSuggested: current.isContinueSuggested,
    memo: current.marks.memo,
    typedSearchAttributes: { get: () => undefined },
  }),
}));

function condition(fact: () => boolean, due: number): Promise<boolean> {
  if (fact()) return Promise.resolve(true);
  const { conditions } = current;
  return new Promise((resolve) => conditions.add({ fact, due, resolve }));
}

jest.spyOn(Date, 'now').mockImplementation(() => now);
const { productionOrder } = await import('../../../src/workflows/production-order.js');

/** One order and its clock. At most one of its runs is alive. */
export interface Box {
  /** Starts a run; one that is alive is terminated by it. */
  start(input: OrderInput, marks?: Partial<Marks>): Promise<void>;
  terminate(): void;
  signal(name: string, input?: unknown): Promise<void>;
  /** A signal of which the workflow makes something later, when everything is let happen. */
  deliver(name: string, input: unknown): void;
  /** Returns the refusal's text, undefined where the update was taken. */
  update(name: string, input: unknown): Promise<string | undefined>;
  view(): OrderView;
  carried(): CarriedState;
  requestCancel(): Promise<void>;
  /** Temporal suggests to continue as new. */
  suggestContinuing(): Promise<void>;
  /** Activities in flight, the oldest first. */
  openTasks(): Task[];
  /** Turns the clock, stopping at each moment that somebody waits for. */
  advance(ms: number): Promise<void>;
  /** Lets everything happen that is due. */
  settle(): Promise<void>;
  /** Has something happen at a moment, whatever has become of the run by then. */
  at(moment: number, act: () => void): void;
  readonly end: End | undefined;
  /** Of the latest run. */
  readonly run: { runId: string; startTime: number; marks: Marks };
  readonly now: number;
}

export function openBox(hooks: { onTask?: (task: Task) => void } = {}): Box {
  const alarms = new Set<{ moment: number; act: () => void }>();
  now = BEGINNING;
  onTask = hooks.onTask ?? (() => undefined);

  const begin = (input: OrderInput, marks: Marks) => {
    const run = new Run(marks);
    current = run;
    productionOrder(JSON.parse(JSON.stringify(input)) as OrderInput).then(
      (view) => (run.end = { kind: 'completed', view }),
      (error: unknown) =>
        (run.end = error instanceof CancelledFailure ? { kind: 'cancelled' } : { kind: 'failed', error }),
    );
  };

  const settle = async () => {
    for (let idle = 0; idle < 2;) {
      await new Promise(setImmediate);
      idle += 1;
      for (const alarm of [...alarms].filter(({ moment }) => moment <= now)) {
        alarms.delete(alarm);
        alarm.act();
        idle = 0;
      }
      if (current.end) continue;
      if (current.continued) {
        begin(current.continued, { ...current.marks, isContinued: true, isReset: false });
        idle = 0;
        continue;
      }
      for (const one of [...current.conditions]) {
        const isFact = one.fact();
        if (!isFact && one.due > now) continue;
        current.conditions.delete(one);
        one.resolve(isFact);
        idle = 0;
      }
    }
  };

  const nextMoment = () => {
    const due = current.end ? [] : [...current.conditions].map((one) => one.due);
    return Math.min(...[...due, ...[...alarms].map(({ moment }) => moment)].filter((moment) => moment > now));
  };

  const query = (name: string): unknown => JSON.parse(JSON.stringify(current.handlers.get(name)?.handle(undefined)));

  const box: Box = {
    async start(input, { isReset = false, isContinued = false, memo = {} } = {}) {
      begin(input, { isReset, isContinued, memo });
      await settle();
    },
    terminate() {
      current.end ??= { kind: 'terminated' };
    },
    async signal(name, input) {
      box.deliver(name, input);
      await settle();
    },
    deliver(name, input) {
      if (!current.end) current.handlers.get(name)?.handle(input === undefined ? undefined : new RawValue(input));
    },
    async update(name, input) {
      const run = current;
      const handler = run.handlers.get(name);
      if (run.end || !handler) return 'The order has ended.';
      try {
        handler.validator?.(input);
      } catch (error) {
        return (error as Error).message;
      }
      run.updates += 1;
      let refusal: string | undefined = 'no answer';
      Promise.resolve(handler.handle(input)).then(
        () => ((refusal = undefined), (run.updates -= 1)),
        (error: unknown) => ((refusal = (error as Error).message), (run.updates -= 1)),
      );
      await settle();
      return refusal;
    },
    view: () => query('order') as OrderView,
    carried: () => query('carriedState') as CarriedState,
    async requestCancel() {
      current.cancel(new CancelledFailure('The order was cancelled'));
      await settle();
    },
    async suggestContinuing() {
      current.isContinueSuggested = true;
      await settle();
    },
    openTasks: () => (current.end ? [] : current.tasks.filter(({ isOpen }) => isOpen)),
    async advance(ms) {
      const end = now + ms;
      for (let moment = nextMoment(); moment <= end; moment = nextMoment()) {
        now = moment;
        await settle();
      }
      now = end;
      await settle();
    },
    settle,
    at: (moment, act) => void alarms.add({ moment, act }),
    get end() {
      return current.end;
    },
    get run() {
      return current;
    },
    get now() {
      return now;
    },
  };
  return box;
}
