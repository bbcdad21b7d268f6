import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { Worker } from '@temporalio/worker';
import fc from 'fast-check';
import { ActionRefusedError } from '../../src/client/errors.js';
import type { OrderView } from '../../src/contract/view.js';
import type { Policy } from '../../src/contract/policy.js';
import { resetOrder } from '../support/reset-order.js';
import { until } from '../support/until.js';
import { withLedger, type LedgerWorld } from '../support/with-ledger.js';

/** `PRINTESS_SEQUENCES=1000` for the whole proof; a few in every run. */
const SEQUENCES = Number(process.env['PRINTESS_SEQUENCES'] ?? 40);
const SEED = Number(process.env['PRINTESS_SEED'] ?? Date.now() % 1_000_000);
const AT_ONCE = 60;
/** Longer than an accepted job takes to show in the list: five seconds, under the fault list-lag. */
const POLICY: Policy = { httpTimeout: '1s', settleTime: '6s', statusChecks: ['3s', '1h'], holdRetry: ['2s', '1h'] };

const TEMPLATES = [
  'mug',
  'fault:lose-answer',
  'fault:lose-answer+lose-callback',
  'fault:lose-answer+lose-callback+list-lag',
  'fault:lose-request',
  'fault:slow-answer',
  'fault:slow-answer+lose-callback+list-lag',
  'fault:error-502-accepted+lose-callback',
  'fault:html-answer',
  'fault:fail-render',
  'fault:never-finish',
  'fault:vanish',
  'fault:lose-callback',
  'fault:twice-callback',
  'fault:foreign-callback',
  'fault:early-callback',
  'fault:garbled-callback',
  'fault:refuse',
  'missing-template',
] as const;

const delay = fc.integer({ min: 0, max: 1_500 });
const itemAt = fc.integer({ min: 0, max: 1 });
const action = fc.oneof(
  fc.record({
    kind: fc.constant('retryItem' as const),
    itemAt,
    guarded: fc.boolean(),
    template: fc.option(fc.constantFrom(...TEMPLATES)),
    delay,
  }),
  fc.record({
    kind: fc.constantFrom(
      'abandonItem',
      'adoptOwn',
      'adoptStray',
      'lateCallback',
      'strayCallback',
      'unreadableCallback',
    ),
    itemAt,
    delay,
  }),
  fc.record({
    kind: fc.constantFrom('checkNow', 'resume', 'cancel', 'retry', 'reset', 'terminate', 'startByHand', 'workerLost'),
    delay,
  }),
);
const sequence = fc.record({
  templates: fc.array(fc.constantFrom(...TEMPLATES), { minLength: 1, maxLength: 2 }),
  actions: fc.array(action, { minLength: 1, maxLength: 7 }),
});
type Sequence = typeof sequence extends fc.Arbitrary<infer S> ? S : never;
type Action = Sequence['actions'][number];

describe('any sequence of events', () => {
  it(`pays no intent twice, pays nothing that nobody ordered, ends or waits with a reason, and replays (seed ${SEED})`, async () => {
    const sequences = fc.sample(sequence, { numRuns: SEQUENCES, seed: SEED });
    const lost = new Set<string>();
    const failures: string[] = [];
    const histories: History[] = [];
    await withLedger(
      async (world) => {
        let next = 0;
        const work = async () => {
          for (let index = next++; index < sequences.length; index = next++) {
            const one = sequences[index];
            if (!one) return;
            const problems = await run(world, one, { lost, histories }).catch((error: unknown) => [
              `threw ${String(error)}`,
            ]);
            if (problems.length > 0) failures.push(`#${index} ${JSON.stringify(one)}\n  ${problems.join('\n  ')}`);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
      },
      // A worker that is lost after the answer, and before it could report.
      {
        afterProduce: ({ orderId }) =>
          lost.delete(orderId) ? Promise.reject(new Error('the worker is lost')) : Promise.resolve(),
      },
    );
    expect(failures).toEqual([]);
    expect(await unreplayable(histories)).toEqual([]);
  }, 3_000_000);
});

interface History {
  workflowId: string;
  history: Awaited<ReturnType<WorkflowHandle['fetchHistory']>>;
}

/** What a workflow does in an activation that leaves no event, a refused update's above all, shows here. */
async function unreplayable(histories: History[]): Promise<string[]> {
  const problems: string[] = [];
  const workflowBundle = { codePath: process.env['PRINTESS_TEST_WORKFLOW_BUNDLE'] ?? '' };
  for await (const { workflowId, error } of Worker.runReplayHistories({ workflowBundle }, histories))
    if (error) problems.push(`${workflowId}: ${error.message}`);
  return problems;
}

interface Played {
  orderId: string;
  workflowId: string;
  items: { itemId: string; templateName: string }[];
  /** How often each item was wished for: by its order, and by each retry that was taken. */
  wishes: number[];
}

async function run(
  world: LedgerWorld,
  { templates, actions }: Sequence,
  { lost, histories }: { lost: Set<string>; histories: History[] },
): Promise<string[]> {
  const orderId = `s-${randomUUID().slice(0, 13)}`;
  const items = templates.map((templateName, index) => ({ itemId: `i${index + 1}`, templateName }));
  const played: Played = { orderId, workflowId: `printess-default-${orderId}`, items, wishes: items.map(() => 1) };
  await world.production.submit({ orderId, items, policy: POLICY });
  for (const one of actions) {
    await sleep(one.delay);
    // What is refused is refused with a sentence: that is no failure of the order.
    await play(world, played, one, lost).catch(() => undefined);
  }
  const view = await rest(world, orderId);
  const handle = world.client.workflow.getHandle(played.workflowId);
  const history = await handle.fetchHistory();
  histories.push({ workflowId: `${played.workflowId} ${JSON.stringify({ templates, actions })}`, history });
  await handle.terminate('looked at').catch(() => undefined);
  return [...problemsOfMoney(world, played), ...(typeof view === 'string' ? [view] : problemsOfLife(view))];
}

async function play(world: LedgerWorld, played: Played, one: Action, lost: Set<string>): Promise<void> {
  const { client, production } = world;
  const { orderId, workflowId, items, wishes } = played;
  const at = 'itemAt' in one ? one.itemAt % items.length : 0;
  const itemId = items[at]?.itemId ?? '';
  const handle = client.workflow.getHandle(workflowId);
  switch (one.kind) {
    case 'retryItem': {
      const { items: views } = await production.get(orderId);
      const generation = views[at]?.generation ?? 1;
      const change = one.template === null ? {} : { change: { templateName: one.template } };
      const wish = { itemId, ...(one.guarded && { generation }), ...change };
      await production.retryItem(orderId, wish).catch((error: unknown) => {
        if (isNoWish(error)) throw error;
      });
      wishes[at] = (wishes[at] ?? 0) + 1;
      return;
    }
    case 'retry':
      return retry(world, played);
    case 'abandonItem':
      await production.abandonItem(orderId, { itemId, reason: 'a test' });
      return;
    case 'adoptOwn':
    case 'adoptStray': {
      const jobs = one.kind === 'adoptOwn' ? world.paid(orderId) : world.sandbox.ledger.accepted;
      const jobId = jobs.at(-1)?.jobId ?? 'no-such-job';
      await production.adoptJob(orderId, { itemId, jobId });
      return;
    }
    case 'lateCallback':
    case 'strayCallback':
    case 'unreadableCallback': {
      const outcome = { kind: 'failed' as const, message: 'said by a callback' };
      const jobId = one.kind === 'lateCallback' ? (world.paid(orderId)[0]?.jobId ?? 'none') : `stray-${randomUUID()}`;
      const about = { itemId, generation: 1 };
      return handle.signal(
        'printessCallback',
        one.kind === 'unreadableCallback' ? about : { ...about, jobId, outcome },
      );
    }
    case 'checkNow':
      return handle.signal('checkNow', {});
    case 'resume':
      return handle.signal('resume');
    case 'cancel':
      return production.cancel(orderId);
    case 'reset':
      await resetOrder(world, workflowId);
      return;
    case 'terminate':
      await handle.terminate();
      return retry(world, played);
    case 'startByHand':
      await handle.terminate().catch(() => undefined);
      // The same order again is no new wish.
      await client.workflow.start('productionOrder', {
        workflowId,
        taskQueue: 'printess-production',
        args: [{ orderId, items, policy: POLICY }],
      });
      return;
    case 'workerLost':
      lost.add(orderId);
      return;
    default:
      return one satisfies never;
  }
}

async function retry({ production }: LedgerWorld, { orderId, items, wishes }: Played): Promise<void> {
  await production.retry(orderId).catch((error: unknown) => {
    // Of two items the other one may have been taken.
    if (items.length === 1 && isNoWish(error)) throw error;
  });
  wishes.forEach((count, index) => (wishes[index] = count + 1));
}

/** Nothing was decided. One that nobody has answered in time, or that was ended with its order, may have been taken. */
const isNoWish = (error: unknown): boolean =>
  error instanceof ActionRefusedError && !error.message.includes('what has become of the decision');

/** The order when nothing moves any more by itself: it has ended, or each item has ended, waits for a person, or renders for ever. */
async function rest({ production, client }: LedgerWorld, orderId: string): Promise<OrderView | string> {
  const isAtRest = (view: OrderView) =>
    view.items.every(
      ({ state, statusCalls, nextStatusCheckAt }) =>
        state !== 'submitting' &&
        (state !== 'rendering' || (statusCalls > 0 && Date.parse(nextStatusCheckAt ?? '') - Date.now() > 60_000)),
    );
  let last = '';
  let since = Date.now();
  return until(
    'the order to come to rest',
    async () => {
      // Eighty orders ask at once: ever so often is enough.
      await sleep(1_000);
      const view = await production.get(orderId);
      const now = JSON.stringify(view.items.map(({ state, generation, jobId }) => [state, generation, jobId]));
      if (now !== last) [last, since] = [now, Date.now()];
      // A hold is tried every two seconds, then hourly; what passes has passed by then.
      return isAtRest(view) && Date.now() - since > 4_000 && view;
    },
    200_000,
  ).catch(async (error: unknown) => {
    const handle = client.workflow.getHandle(`printess-default-${orderId}`);
    const { status } = await handle.describe();
    const { events } = await handle.fetchHistory();
    const failed = events?.findLast(
      ({ workflowTaskFailedEventAttributes: task }) => task,
    )?.workflowTaskFailedEventAttributes;
    const timedOut = events?.filter(({ workflowTaskTimedOutEventAttributes: task }) => task).length ?? 0;
    const why = `${String(failed?.failure?.message)}, ${timedOut} tasks timed out, ${String(error instanceof Error && error.cause)}`;
    return `does not come to rest: ${last} ${status.name}, ${events?.length ?? 0} events, last failed task: ${why}`;
  });
}

function problemsOfMoney(world: LedgerWorld, { orderId, items, wishes }: Played): string[] {
  const jobs = world.paid(orderId);
  const byIntent = new Map<string, number>();
  for (const { metaData = '' } of jobs) byIntent.set(metaData, (byIntent.get(metaData) ?? 0) + 1);
  const twice = [...byIntent]
    .filter(([, count]) => count > 1)
    .map(([intent, count]) => `${intent} was paid ${count} times`);
  const unasked = items.flatMap(({ itemId }, at) => {
    const paid = jobs.filter(({ metaData = '' }) => metaData.includes(`/${itemId}/`)).length;
    return paid > (wishes[at] ?? 0) ? [`${itemId} was paid ${paid} times, and ordered ${wishes[at] ?? 0} times`] : [];
  });
  return [...twice, ...unasked];
}

function problemsOfLife(view: OrderView): string[] {
  return view.items.flatMap(({ itemId, state, attention, warnings = [] }) => {
    if (state === 'attention' && !attention?.message) return [`${itemId} waits without a reason`];
    if (state === 'abandoned' && warnings.length === 0) return [`${itemId} is abandoned without a word`];
    return [];
  });
}
