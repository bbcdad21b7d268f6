import { defaultPayloadConverter as converter } from '@temporalio/common';
import type { Payload } from '@temporalio/common';
import type { OrderInput } from '../../src/contract/order.js';
import { ActivatorRun, type Command, type Job } from './activator-run.js';

type Fields = Record<string, unknown>;

const BEGINNING = Date.UTC(2026, 0, 1);
const RUNS = 4;
const ACTIVATIONS = 40;
/** What ends a run: commands after it are nobody's. */
const ENDS = [
  'continueAsNewWorkflowExecution',
  'completeWorkflowExecution',
  'cancelWorkflowExecution',
  'failWorkflowExecution',
];

/** Numbers by chance, the same ones for the same seed (mulberry32). */
function chanceOf(seed: number): () => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const decode = (payload: unknown): Fields => converter.fromPayload<Fields>(payload as Payload);
const encode = (value: unknown) => converter.toPayload(value);
const itemOf = ({ itemId, item }: Fields): unknown => itemId ?? (item as Fields | undefined)?.['itemId'];

interface OpenActivity {
  type: unknown;
  input: Fields;
  /** A worker has it: it is not cancelled any more. */
  isStarted: boolean;
  isCancelled: boolean;
}

/** What a run waits for, and what has been shown of it. */
interface Open {
  activities: Map<number, OpenActivity>;
  timers: Map<number, number>;
  children: Set<number>;
  shown: { state: string; reasons?: unknown } | undefined;
  next: OrderInput | undefined;
  isOver: boolean;
}

/**
 * An order, what happens to it, and when, all by chance: several things in one task far more often than in life. Resolves
 * with the commands of each activation, of all its runs, as far as a replay compares them.
 */
export async function anyRun(seed: number, { isLarge = false } = {}): Promise<string[]> {
  const chance = chanceOf(seed);
  const upTo = (count: number) => Math.floor(chance() * count);
  const oneOf = <T>(all: readonly T[]): T => all[upTo(all.length)] as T;
  const isSo = (probability: number) => chance() < probability;

  const itemIds = Array.from({ length: isLarge ? 22 + upTo(4) : 1 + upTo(5) }, (_, index) => `i${index}`);
  let input = {
    orderId: 'o-1',
    shop: 'default',
    items: itemIds.map((itemId) => ({
      itemId,
      templateName: 'mug',
      ...(isSo(0.05) && { adopt: { jobId: `named-${itemId}` } }),
    })),
    policy: {
      statusChecks: oneOf([['10m', '1h', '4h'], ['1m'], ['30s', '10m']]),
      orderDeadline: '48h',
      attentionTimeout: oneOf(['7d', '20m', '2m']),
      holdRetry: ['5m', '15m'],
      settleTime: '60s',
      httpTimeout: '30s',
      ...(isSo(0.4) && { archive: true }),
      ...(isSo(0.3) && { acceptance: 'attention' }),
    },
  } as unknown as OrderInput;
  const wantsEvents = isSo(0.5);
  let shown: Open['shown'] = isSo(0.9) ? { state: 'running' } : undefined;
  let now = BEGINNING;
  const log: string[] = [];

  const files = (count: number) => ({
    kind: 'succeeded',
    fileCount: count,
    files: Array.from({ length: count }, (_, n) => ({ document: 'd', url: `https://f.example/${n}`, name: `n${n}` })),
  });
  const failed = { kind: 'failed', message: 'no font' };

  const answerOf = ({ type, input: asked }: OpenActivity): Fields => {
    const itemId = String(itemOf(asked));
    const luck = chance();
    switch (type) {
      case 'produce':
        if (luck < 0.5)
          return { kind: 'accepted', jobId: `job-${itemId}-${String(asked['generation'])}`, produceCalls: 1 };
        if (luck < 0.68)
          return { kind: 'held', reason: oneOf(['insufficient-funds', 'unreachable']), message: 'm', produceCalls: 1 };
        if (luck < 0.85) return { kind: 'ambiguous', message: 'm', produceCalls: 1 };
        return luck < 0.93 ? { kind: 'refused', message: 'r', produceCalls: 1 } : { kind: 'withdrawn' };
      case 'checkStatus':
        if (luck < 0.5) return { kind: 'pending', statusCalls: 1 };
        if (luck < 0.7) return { kind: 'final', outcome: isSo(0.6) ? files(2) : failed, statusCalls: 1 };
        return luck < 0.9 ? { kind: 'unknown', statusCalls: 1 } : { unreadable: true };
      case 'findJobs':
        if (luck < 0.6) return { jobs: [], proved: isSo(0.7) };
        return luck < 0.9
          ? { jobs: [{ jobId: `found-${itemId}`, generation: asked['generation'], match: 'exact' }], proved: true }
          : { unreadable: true };
      case 'keepFiles':
        return luck < 0.6
          ? { kind: 'kept', folder: `/x/${itemId}`, files: [], fileCount: 1, manifest: 'm' }
          : { kind: 'failed', message: 'the disk is full' };
      default:
        return { manifest: 'm' };
    }
  };

  for (let runs = 0; runs < RUNS; runs++) {
    const run = new ActivatorRun({ input, now, shown, wantsEvents });
    const open: Open = {
      activities: new Map(),
      timers: new Map(),
      children: new Set(),
      shown,
      next: undefined,
      isOver: false,
    };
    const isLongFrom = 2 + upTo(14);
    let isLong = false;
    let isCancelled = false;
    const jobOf = new Map<string, string>();
    const activate = async (jobs: Job[]) => {
      const commands = await run.activate(jobs, { now, isLong });
      log.push(told(commands).join(' '));
      take(open, commands, { now, isStarted: () => isSo(0.7) });
    };

    /** One thing that happens, by chance; a timer fires, a cancellation comes and an activity ends once a task at the most. */
    const happening = (id: string, used: Set<string>): Job | undefined => {
      const luck = chance();
      const itemId = oneOf(itemIds);
      const signal = (signalName: string, ...args: unknown[]): Job => [
        'signalWorkflow',
        { signalName, input: args.map(encode), headers: {} },
      ];
      if (luck < 0.15) {
        const outcome = isSo(0.5) ? files(1 + upTo(3)) : failed;
        return signal('printessCallback', {
          itemId,
          generation: 1,
          jobId: jobOf.get(itemId) ?? `job-${itemId}`,
          outcome,
        });
      }
      if (luck < 0.19) return isSo(0.5) ? signal('checkNow', { itemId }) : signal('checkNow');
      if (luck < 0.23) return signal('resume');
      if (luck < 0.32) {
        const name = oneOf(['retryItem', 'retryItem', 'abandonItem', 'adoptJob', 'approveItem']);
        const given = {
          itemId,
          ...(name === 'adoptJob' && { jobId: `adopted-${itemId}` }),
          ...(name === 'approveItem' && { reason: 'x' }),
          ...(name === 'retryItem' && isSo(0.3) && { reprint: true }),
        };
        return [
          'doUpdate',
          { id, protocolInstanceId: id, name, input: [encode(given)], headers: {}, runValidator: true },
        ];
      }
      if (luck < 0.325 && !isCancelled) {
        isCancelled = true;
        return ['cancelWorkflow', {}];
      }
      if (luck < 0.5 && open.timers.size > 0 && !used.has('timer')) {
        const [seq, due] = oneOf([...open.timers]);
        used.add('timer');
        now = Math.max(now, due + upTo(50));
        open.timers.delete(seq);
        return ['fireTimer', { seq }];
      }
      const [child] = open.children;
      if (child !== undefined && luck < 0.6) {
        open.children.delete(child);
        return ['resolveChildWorkflowExecutionStart', { seq: child, succeeded: { runId: 'x' } }];
      }
      if (open.activities.size === 0) return undefined;
      const [seq, activity] = oneOf([...open.activities]);
      open.activities.delete(seq);
      if (activity.isCancelled && !activity.isStarted)
        return [
          'resolveActivity',
          { seq, result: { cancelled: { failure: { message: 'c', canceledFailureInfo: {} } } } },
        ];
      const answer = answerOf(activity);
      if (answer['kind'] === 'accepted') jobOf.set(String(itemOf(activity.input)), String(answer['jobId']));
      return ['resolveActivity', { seq, result: { completed: { result: encode(answer) } } }];
    };

    await activate(isSo(0.03) ? [['cancelWorkflow', {}]] : []);
    for (let step = 0; step < ACTIVATIONS && !open.isOver; step++) {
      if (step >= isLongFrom && runs < RUNS - 1 && isSo(0.8)) isLong = true;
      const used = new Set<string>();
      const jobs = Array.from({ length: oneOf([1, 1, 2, 2, 3, 4]) }, (_, n) =>
        happening(`u-${runs}-${step}-${n}`, used),
      );
      // Core tells of signals and updates first.
      const isMessage = ([method]: Job) => method === 'signalWorkflow' || method === 'doUpdate';
      const happened = jobs.filter((job) => job !== undefined);
      if (happened.length === 0) continue;
      if (isSo(0.3)) now += upTo(2_000);
      await activate([...happened.filter(isMessage), ...happened.filter((job) => !isMessage(job))]);
    }
    if (!open.next) break;
    input = open.next;
    shown = open.shown ?? { state: 'running' };
  }
  return log;
}

/** Takes in what a run has asked for, up to its end. */
function take(open: Open, commands: Command[], { now, isStarted }: { now: number; isStarted: () => boolean }): void {
  for (const command of commands) {
    if (open.isOver) return;
    const { startTimer, cancelTimer, scheduleActivity, requestCancelActivity, startChildWorkflowExecution } = command;
    if (startTimer) {
      const { seconds = 0, nanos = 0 } = startTimer['startToFireTimeout'] as { seconds?: unknown; nanos?: number };
      open.timers.set(startTimer['seq'] as number, now + Number(seconds) * 1_000 + nanos / 1e6);
    }
    if (cancelTimer) open.timers.delete(cancelTimer['seq'] as number);
    if (scheduleActivity) {
      const [argument] = scheduleActivity['arguments'] as unknown[];
      open.activities.set(scheduleActivity['seq'] as number, {
        type: scheduleActivity['activityType'],
        input: decode(argument),
        isStarted: isStarted(),
        isCancelled: false,
      });
    }
    const seq = requestCancelActivity?.['seq'] as number | undefined;
    const called = seq === undefined ? undefined : open.activities.get(seq);
    if (seq !== undefined && called) {
      called.isCancelled = true;
      // Of the calls, the only one that is not waited for.
      if (called.type === 'handOver') open.activities.delete(seq);
    }
    if (startChildWorkflowExecution) open.children.add(startChildWorkflowExecution['seq'] as number);
    const [state, , reasons] = attributesOf(command) ?? [];
    if (typeof state === 'string') open.shown = { state, reasons };
    const goesOn = command['continueAsNewWorkflowExecution'];
    if (goesOn) open.next = decode((goesOn['arguments'] as unknown[])[0]) as unknown as OrderInput;
    open.isOver = ENDS.some((end) => command[end] !== undefined);
  }
}

function attributesOf({ upsertWorkflowSearchAttributes: upsert }: Command): unknown[] | undefined {
  const attributes = upsert?.['searchAttributes'] as Fields | undefined;
  const fields = (attributes?.['indexedFields'] ?? attributes) as Fields | undefined;
  return fields && Object.values(fields).map((payload) => converter.fromPayload(payload as Payload));
}

/** Commands as far as a replay compares them: kinds and numbers, in their order, up to the run's end. */
function told(commands: Command[]): string[] {
  const end = commands.findIndex((command) => ENDS.some((name) => command[name] !== undefined));
  const all = end === -1 ? commands : commands.slice(0, end + 1);
  const seqsOf = (name: string) => new Set(all.flatMap((command) => (command[name] ? [command[name]['seq']] : [])));
  const [started, cancelled] = [seqsOf('startTimer'), seqsOf('cancelTimer')];
  return all.flatMap((command) => {
    const [kind = '', given = {}] = Object.entries(command).find(([, value]) => typeof value === 'object') ?? [];
    // A timer that is started and cancelled in one task leaves nothing.
    if (/Timer$/.test(kind) && started.has(given['seq']) && cancelled.has(given['seq'])) return [];
    const which = kind === 'updateResponse' ? Object.keys(given).join() : (given['seq'] ?? attributesOf(command) ?? '');
    const what = kind === 'scheduleActivity' ? String(given['activityType']) : '';
    return [`${kind}:${what}${JSON.stringify(which)}`];
  });
}
