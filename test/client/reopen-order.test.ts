import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { reopenOrder } from '../../src/client/reopen-order.js';
import {
  carriedStateSchema,
  type Attempt,
  type CarriedItem,
  type CarriedState,
  type Job,
} from '../../src/contract/carried-state.js';
import { jsonSize } from '../../src/contract/json-size.js';
import { DECISIONS_PER_ITEM, EARLIER_CALLS_MS } from '../../src/contract/limits.js';
import { orderInputSchema, type ProductionOrder } from '../../src/contract/order.js';
import type { RetryOrder } from '../../src/client/production-client.js';
import { mayPay } from '../../src/workflows/item/may-pay.js';
import { openItem } from '../../src/workflows/item/open-item.js';
import {
  attemptOf,
  attentionState,
  DAY,
  itemRunOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  orderRunOf,
  renderingItem,
  reportOf,
  SECOND,
  successOf,
  unansweredAttempt,
  unansweredItem,
} from '../support/item-run-of.js';
import { carriedItem } from '../../src/workflows/order/carried-state.js';

const ids = ['a', 'b', 'c'];
const orderWith = (count: number, rest: Partial<ProductionOrder['items'][number]> = {}): ProductionOrder => ({
  orderId: 'o-1',
  shop: 'default',
  items: ids.slice(0, count).map((itemId) => ({ itemId, templateName: 'mug', ...rest })),
});

/** An item's record, made as a run makes it. */
function carried(rest: Parameters<typeof itemRunOf>[0] = {}, make = itemRunOf): CarriedItem {
  const item = make(rest);
  const order = orderRunOf([item]);
  return rest.spec ? { ...carriedItem(order, item), spec: rest.spec } : carriedItem(order, item);
}
const produced = () =>
  carried(
    {
      state: { kind: 'produced' },
      jobs: [jobRecord('J1', { state: 'succeeded' })],
      success: successOf(2),
      source: 'callback',
    },
    renderingItem,
  );
const cancelled = { kind: 'cancelled' as const };

const stateOf = (items: CarriedItem[], rest: Partial<CarriedState> = {}): CarriedState => ({
  version: 1,
  createdAt: NOW - DAY,
  updatedAt: NOW - DAY,
  items,
  ...rest,
});

/** Reopens an order and returns its items; fails where it is refused. */
function reopen(
  items: CarriedItem[],
  {
    order = orderWith(items.length),
    wish = {},
    cutShort = false,
  }: { order?: ProductionOrder; wish?: RetryOrder; cutShort?: boolean } = {},
): CarriedItem[] {
  const reopened = reopenOrder(order, stateOf(items), wish, { now: NOW, cutShort });
  if (!reopened.ok) throw new Error(reopened.why);
  return reopened.carried.items;
}
const reopenOne = (item: CarriedItem, options: Parameters<typeof reopen>[1] = {}): CarriedItem => {
  const [only] = reopen([item], options);
  if (!only) throw new Error('No item');
  return only;
};
const refusal = (items: CarriedItem[], wish: RetryOrder, order = orderWith(items.length)): string | undefined => {
  const reopened = reopenOrder(order, stateOf(items), wish, { now: NOW, cutShort: false });
  return reopened.ok ? undefined : reopened.why;
};

describe('a retry of an ended order follows a job again that was paid and has not failed', () => {
  it.each<[string, Partial<Job>, CarriedItem['state']]>([
    ['cancelled while it was rendering', {}, cancelled],
    ['abandoned while it was rendering', {}, { kind: 'abandoned', why: 'Enough.' }],
    [
      'abandoned when it was overdue',
      { checks: 6 },
      { kind: 'abandoned', why: 'Nobody decided about overdue in time.' },
    ],
    ['cancelled before its long list of files was fetched', { state: 'succeeded' }, cancelled],
    ['terminated while it was rendering', {}, { kind: 'rendering', nextCheckAt: NOW - DAY }],
  ])('%s', (_label, job, state) => {
    const item = reopenOne(carried({ state, jobs: [jobRecord('J1', { ...job, deadline: NOW - DAY })] }, renderingItem));
    expect(item).toMatchObject({
      state: { kind: 'rendering', nextCheckAt: NOW },
      generation: 1,
      jobId: 'J1',
      jobs: [{ jobId: 'J1', state: 'rendering', checks: 0, deadline: NOW + 2 * DAY }],
      attempts: [attemptOf('accepted')],
    });
  });

  it('by the order’s own deadline', () => {
    const order = { ...orderWith(1), policy: { orderDeadline: '3h' } };
    expect(reopenOne(carried({ state: cancelled }, renderingItem), { order }).jobs).toMatchObject([
      { deadline: NOW + 3 * 60 * MINUTE },
    ]);
  });

  it('that Printess did not know once, as one that is asked about twice again', () => {
    const item = reopenOne(carried({ state: cancelled, jobs: [jobRecord('J1', { missedAt: NOW })] }, renderingItem));
    expect(item.jobs[0]).not.toHaveProperty('missedAt');
  });

  it('that a person had it adopt, its own call still without an answer', () => {
    const item = reopenOne(
      carried({ state: cancelled, attempts: [unansweredAttempt()], jobs: [jobRecord('K')], jobId: 'K' }, renderingItem),
    );
    expect(item).toMatchObject({ state: { kind: 'rendering' }, jobId: 'K', attempts: [{ call: 'unanswered' }] });
  });

  it('that the item was to adopt from the beginning: nothing is paid', () => {
    const order = orderWith(1, { adopt: { jobId: 'K' } });
    const item = reopenOne(carried({ state: cancelled, jobs: [jobRecord('K', { named: true })], jobId: 'K' }), {
      order,
    });
    expect(item).toMatchObject({ state: { kind: 'rendering' }, jobId: 'K', generation: 1 });
  });
});

describe('a retry of an ended order orders again', () => {
  it.each<[string, Pick<CarriedItem, 'attempts'> & { jobs?: Job[]; jobId?: string }]>([
    [
      'what failed to render',
      { attempts: [attemptOf('accepted')], jobs: [jobRecord('J1', { state: 'failed' })], jobId: 'J1' },
    ],
    [
      'what Printess does not know',
      { attempts: [attemptOf('accepted')], jobs: [jobRecord('J1', { state: 'unknown' })], jobId: 'J1' },
    ],
    ['what was refused', { attempts: [attemptOf('refused')] }],
    ['what the list has proved absent', { attempts: [attemptOf('absent', { unansweredCalls: 1 })] }],
  ])('%s, in the next generation', (_label, rest) => {
    const item = reopenOne(carried({ state: { kind: 'abandoned', why: 'x' }, ...rest }));
    expect(item).toMatchObject({ state: { kind: 'queued' }, generation: 2 });
    expect(item.attempts).toEqual([...rest.attempts, attemptOf('none', { generation: 2 })]);
    expect(item.jobs).toEqual(rest.jobs ?? []);
    expect(item).not.toHaveProperty('jobId');
  });

  it.each<[string, Attempt]>([
    ['was never called', attemptOf('none')],
    ['was held', attemptOf('not-sent')],
  ])('what %s, in the same generation', (_label, attempt) => {
    const item = reopenOne(carried({ state: cancelled, attempts: [attempt] }));
    expect(item).toMatchObject({ state: { kind: 'queued' }, generation: 1, attempts: [attempt] });
  });

  it('a dead job that it was to adopt from the beginning: that is not followed again', () => {
    const order = orderWith(1, { adopt: { jobId: 'K' } });
    const item = reopenOne(
      carried({ state: { kind: 'abandoned', why: 'x' }, jobs: [jobRecord('K', { state: 'failed' })], jobId: 'K' }),
      { order },
    );
    expect(item).toMatchObject({ state: { kind: 'queued' }, generation: 2, jobs: [{ jobId: 'K', state: 'failed' }] });
  });

  it('as it was last corrected, not as it was submitted', () => {
    const spec = { itemId: 'a', templateName: 'mug', copies: 2 };
    expect(reopenOne(carried({ state: cancelled, spec, attempts: [attemptOf('refused')] })).spec).toEqual(spec);
  });

  it('with its counters, warnings and counts of callbacks going on', () => {
    const kept = {
      warnings: ['w'],
      produceCalls: 3,
      statusCalls: 4,
      ignored: { repeated: 1, foreign: 2 },
      setAside: ['J0'],
    };
    expect(reopenOne(carried({ state: cancelled, attempts: [attemptOf('refused')], ...kept }))).toMatchObject(kept);
  });
});

describe('a retry of an ended order whose call is without an answer', () => {
  it.each<[string, CarriedItem['state']]>([
    ['cancelled at once', cancelled],
    ['abandoned by a person', { kind: 'abandoned', why: 'Enough.' }],
    ['terminated while the list was to be read', { kind: 'unanswered', lookups: [NOW + MINUTE], proved: true }],
    ['terminated while a person was asked', attentionState('outcome-unknown')],
  ])('keeps the generation, and looks from the moment that was fixed then: %s', (_label, state) => {
    const item = reopenOne(carried({ state }, unansweredItem));
    expect(item).toMatchObject({
      state: { kind: 'queued' },
      generation: 1,
      attempts: [{ generation: 1, call: 'none', provableFrom: NOW + MINUTE, unansweredCalls: 1 }],
    });
    expect(mayPay(openItem({ itemId: 'a', templateName: 'mug' }, item))).toBe(true);
  });

  it('that was abandoned while it followed a dead job of a person’s looks for its own', () => {
    const item = reopenOne(
      carried(
        { state: { kind: 'abandoned', why: 'x' }, jobs: [jobRecord('K', { state: 'unknown' })], jobId: 'K' },
        unansweredItem,
      ),
    );
    expect(item).toMatchObject({
      state: { kind: 'unanswered', lookups: [NOW + MINUTE], retry: true },
      generation: 1,
      attempts: [{ provableFrom: NOW + MINUTE }],
    });
    expect(item).not.toHaveProperty('jobId');
    expect(item.jobs).toMatchObject([{ jobId: 'K' }]);
  });

  it('keeps the callbacks that name a job of it', () => {
    const reports = [keptReport(reportOf('J1'))];
    expect(reopenOne(carried({ state: cancelled, reports }, unansweredItem)).reports).toEqual(reports);
  });

  it('asks about the job that a callback names, before it orders what a refusal, or the list, has answered for again', () => {
    const reports = [keptReport(reportOf('J1'), { askAt: NOW + DAY })];
    const attempts = [attemptOf('absent', { unansweredCalls: 1 })];
    for (const state of [attentionState('refused'), { kind: 'abandoned', why: 'x' } as const, cancelled]) {
      const item = reopenOne(carried({ state, attempts, reports }));
      expect(item).toMatchObject({
        state: { kind: 'unanswered', lookups: [NOW], retry: true },
        generation: 1,
        reports: [{ askAt: NOW }],
      });
      expect(mayPay(openItem({ itemId: 'a', templateName: 'mug' }, item))).toBe(false);
    }
  });

  it('keeps the moment of one that had been reopened already', () => {
    const attempts = [attemptOf('none', { unansweredCalls: 1, provableFrom: NOW + MINUTE })];
    const item = reopenOne(carried({ state: cancelled, attempts }));
    expect(item).toMatchObject({ generation: 1, attempts });
  });

  const wish: RetryOrder = { itemId: 'a', change: { copies: 2 } };
  it('looks for the old intent first where it is corrected, and then orders the correction', () => {
    const item = reopenOne(carried({ state: cancelled }, unansweredItem), { wish });
    expect(item).toMatchObject({
      state: {
        kind: 'unanswered',
        lookups: [NOW + MINUTE],
        retry: true,
      },
      correction: { itemId: 'a', templateName: 'mug', copies: 2 },
      generation: 1,
      attempts: [unansweredAttempt()],
    });
    expect(item).not.toHaveProperty('spec');
    expect(mayPay(openItem({ itemId: 'a', templateName: 'mug' }, item))).toBe(false);
  });

  it('does not lose a correction that a person had asked for before the order was cut short', () => {
    const spec = { itemId: 'a', templateName: 'mug', copies: 2 };
    const state = { kind: 'unanswered' as const, lookups: [NOW + MINUTE], proved: true, retry: true as const };
    const item = reopenOne(carried({ state, correction: spec }, unansweredItem), { cutShort: true });
    expect(JSON.stringify(item)).toContain('"copies":2');
  });

  it('of an earlier generation is not left in the queue for ever', () => {
    const item = reopenOne(
      carried({
        state: { kind: 'abandoned', why: 'x' },
        generation: 2,
        attempts: [unansweredAttempt(), attemptOf('accepted', { generation: 2 })],
        jobs: [jobRecord('J2', { generation: 2, state: 'failed' })],
        jobId: 'J2',
      }),
    );
    const open = openItem({ itemId: 'a', templateName: 'mug' }, item);
    expect(open.state.kind === 'unanswered' || mayPay(open)).toBe(true);
  });
});

describe('a retry of an order that was cut short', () => {
  const calling = () => carried({ state: { kind: 'calling' }, attempts: [attemptOf('in-flight')] });
  const open = {
    state: { kind: 'queued' },
    attempts: [{ call: 'none', provableFrom: NOW + EARLIER_CALLS_MS + 30 * SECOND + 60 * SECOND }],
  };

  it('takes a call in flight for one that may still land: it looks when that can have shown', () => {
    expect(reopenOne(calling(), { cutShort: true })).toMatchObject({ ...open, generation: 1 });
  });

  it('does so by the order’s own policy', () => {
    const order = { ...orderWith(1), policy: { httpTimeout: '10s', settleTime: '5m' } };
    expect(reopenOne(calling(), { order, cutShort: true }).attempts).toMatchObject([
      { provableFrom: NOW + EARLIER_CALLS_MS + 10 * SECOND + 5 * MINUTE },
    ]);
  });

  it('does so for an item that is not the one to be ordered again', () => {
    const [, other] = reopen([carried({ attempts: [attemptOf('refused')] }), calling()], {
      wish: { itemId: 'a' },
      cutShort: true,
    });
    expect(other).toMatchObject({ ...open, decisions: [] });
  });

  it('does so for one that tried for a shop on hold', () => {
    const item = carried({ state: { kind: 'held' }, attempts: [attemptOf('in-flight')] });
    expect(reopenOne(item, { cutShort: true })).toMatchObject({ ...open, generation: 1 });
  });

  it('looks for the old intent first where the item is corrected', () => {
    const item = reopenOne(calling(), { wish: { itemId: 'a', change: { copies: 2 } }, cutShort: true });
    expect(item).toMatchObject({
      state: { kind: 'unanswered', retry: true },
      correction: { copies: 2 },
      generation: 1,
    });
    expect(item).not.toHaveProperty('spec');
  });

  it('leaves the others where they were: they go on', () => {
    const items = [
      carried({ attempts: [attemptOf('refused')] }),
      carried({}, renderingItem),
      carried({}, unansweredItem),
    ];
    const reopened = reopen(items, { wish: { itemId: 'a' }, cutShort: true });
    expect(reopened.slice(1)).toEqual(items.slice(1));
  });
});

describe('a retry of an ended order sets the jobs aside that a person was asked about', () => {
  it('and orders the item again', () => {
    const item = carried({ state: attentionState('outcome-unknown', { offered: ['J7', 'J8'] }), setAside: ['J0'] });
    const reopened = reopenOne(item);
    expect(reopened).toMatchObject({ state: { kind: 'queued' }, setAside: ['J0', 'J7', 'J8'] });
  });

  it('of the items only that are ordered again', () => {
    const offered = carried({ state: attentionState('outcome-unknown', { offered: ['J7'] }) });
    const [, other] = reopen([carried({ attempts: [attemptOf('refused')] }), offered], { wish: { itemId: 'a' } });
    expect(other).toEqual(offered);
  });
});

describe('a retry of an ended order, corrected,', () => {
  const wish: RetryOrder = { itemId: 'a', change: { copies: 2 } };
  const corrected = { itemId: 'a', templateName: 'mug', copies: 2 };

  it.each<[string, CarriedItem]>([
    ['was refused', carried({ state: { kind: 'abandoned', why: 'x' }, attempts: [attemptOf('refused')] })],
    [
      'failed',
      carried({ state: { kind: 'abandoned', why: 'x' }, jobs: [jobRecord('J1', { state: 'failed' })] }, renderingItem),
    ],
    ['was never called', carried({ state: cancelled })],
    ['was cancelled while it was rendering', carried({ state: cancelled }, renderingItem)],
  ])('orders the correction in the next generation, where the item %s', (_label, item) => {
    expect(reopenOne(item, { wish })).toMatchObject({
      state: { kind: 'queued' },
      generation: 2,
      spec: corrected,
      decisions: [{ action: 'retryItem', changed: ['copies'], at: new Date(NOW).toISOString() }],
    });
  });

  it('is merged into the item as it was last corrected', () => {
    const spec = { itemId: 'a', templateName: 'mug', outputType: 'pdf' };
    const item = carried({ state: cancelled, spec, attempts: [attemptOf('refused')] });
    expect(reopenOne(item, { wish }).spec).toEqual({ ...spec, copies: 2 });
  });

  it('by what it has already, is no correction: a job that lives is followed', () => {
    const item = reopenOne(carried({ state: cancelled }, renderingItem), {
      wish: { itemId: 'a', change: { templateName: 'mug' } },
    });
    expect(item.state.kind).toBe('rendering');
    expect(item.decisions).toEqual([{ at: new Date(NOW).toISOString(), action: 'retryItem' }]);
  });

  it('by a job that is paid already, pays nothing: the run follows that', () => {
    const item = reopenOne(carried({ state: { kind: 'abandoned', why: 'x' }, attempts: [attemptOf('refused')] }), {
      wish: { itemId: 'a', change: { adopt: { jobId: ' K ' } } },
    });
    expect(item).toMatchObject({ state: { kind: 'queued' }, spec: { adopt: { jobId: 'K' } }, jobs: [] });
  });

  it.each<[string, RetryOrder, RegExp]>([
    ['another itemId', { itemId: 'a', change: { itemId: 'b' } }, /change\.itemId/],
    [
      'another item in its place under another itemId',
      { itemId: 'a', item: { itemId: 'b', templateName: 'mug' } },
      /item\.itemId/,
    ],
    ['a field that is none', { itemId: 'a', change: { colour: 'red' } }, /change\.colour/],
  ])('by %s, is refused by path', (_label, refused, why) => {
    expect(refusal([carried({ state: cancelled })], refused)).toMatch(why);
  });

  it('by a job that another item of the order has, or had, is refused by path', () => {
    const items = [
      carried({ state: { kind: 'abandoned', why: 'x' }, attempts: [attemptOf('refused')] }),
      carried({ state: { kind: 'abandoned', why: 'x' }, jobs: [jobRecord('J2')], jobId: 'J2' }, renderingItem),
    ];
    expect(refusal(items, { itemId: 'a', change: { adopt: { jobId: 'J2' } } })).toMatch(/change\.adopt\.jobId/);
  });

  it('by a job that another item of the order is to adopt, is refused by path', () => {
    const { items, ...order } = orderWith(2);
    const adopting = items.map((item, at) => (at === 1 ? { ...item, adopt: { jobId: 'J2' } } : item));
    const both = [carried({ state: cancelled }), carried({ state: cancelled })];
    const wish = { itemId: 'a', change: { adopt: { jobId: 'J2' } } };
    expect(refusal(both, wish, { ...order, items: adopting })).toMatch(/change\.adopt\.jobId/);
  });

  it('by more than one input of a run can carry, is refused by path', () => {
    const order = orderWith(2, { vdp: { data: 'x'.repeat(450_000) } });
    const items = [carried({ state: cancelled }), carried({ state: cancelled })];
    expect(jsonSize(order)).toBeGreaterThan(900_000);
    expect(refusal(items, { itemId: 'a', change: { vdp: { data: 'y'.repeat(1_500_000) } } }, order)).toMatch(/change/);
  });
});

describe('a produced item', () => {
  it('keeps its files while the others are ordered again', () => {
    const other = carried({ state: { kind: 'abandoned', why: 'x' }, attempts: [attemptOf('refused')] });
    const [first, second] = reopen([produced(), other]);
    expect(first).toEqual(produced());
    expect(second?.state.kind).toBe('queued');
  });

  it.each<[string, RetryOrder]>([
    ['named, but not as a reprint', { itemId: 'a' }],
    ['named and corrected, but not as a reprint', { itemId: 'a', change: { copies: 2 } }],
    ['not named', { reprint: true }],
  ])('is not ordered again where it is %s', (_label, wish) => {
    expect(refusal([produced()], wish)).toMatch(/reprint/);
  });

  it('is ordered again as a reprint, in the next generation, its files gone', () => {
    const item = reopenOne(produced(), { wish: { itemId: 'a', reprint: true } });
    expect(item).toMatchObject({
      state: { kind: 'queued' },
      generation: 2,
      jobs: [{ jobId: 'J1', state: 'succeeded' }],
    });
    for (const field of ['success', 'source', 'jobId']) expect(item).not.toHaveProperty(field);
  });

  it('is not ordered again with the others, though a reprint is asked for', () => {
    const other = carried({ state: cancelled, attempts: [attemptOf('refused')] });
    expect(reopen([produced(), other], { wish: { reprint: true } })[0]).toEqual(produced());
  });

  it('by a job of a person’s, its own call without an answer, shows no files while that is looked for', () => {
    const item = reopenOne(
      { ...produced(), attempts: [unansweredAttempt()] },
      { wish: { itemId: 'a', reprint: true } },
    );
    expect(item).toMatchObject({ generation: 1, attempts: [{ provableFrom: NOW + MINUTE }] });
    expect(item).not.toHaveProperty('success');
  });
});

describe('which items a retry means', () => {
  const failed = () => carried({ state: { kind: 'abandoned', why: 'x' }, attempts: [attemptOf('refused')] });

  it('is the one that is named: the others keep all that they had, and can be retried later', () => {
    const others = [carried({ state: cancelled }, renderingItem), carried({ state: cancelled }, unansweredItem)];
    const [first, ...rest] = reopen([failed(), ...others], { wish: { itemId: 'a' } });
    expect(first).toMatchObject({ generation: 2, state: { kind: 'queued' } });
    expect(rest).toEqual(others);
  });

  it('is each that is not produced, where none is named', () => {
    expect(reopen([failed(), produced(), failed()]).map(({ generation }) => generation)).toEqual([2, 1, 2]);
  });

  it.each<[string, RetryOrder, RegExp]>([
    ['an item that is none of the order’s', { itemId: 'z' }, /no item z/],
    ['a generation that is over', { itemId: 'a', generation: 1 }, /generation 2, not 1/],
    ['a generation that has not been', { itemId: 'a', generation: 3 }, /generation 2, not 3/],
  ])('is not %s', (_label, wish, why) => {
    expect(refusal([{ ...failed(), generation: 2 }], wish)).toMatch(why);
  });

  it('is the one whose generation the caller saw', () => {
    expect(refusal([failed()], { itemId: 'a', generation: 1 })).toBeUndefined();
  });

  it('said twice by the generation that the caller saw is refused the second time, once it has been ordered', () => {
    const wish = { itemId: 'a', generation: 1 };
    const [once] = reopen([failed()], { wish });
    if (!once) throw new Error('No item');
    expect(refusal([{ ...once, state: { kind: 'abandoned', why: 'x' } }], wish)).toMatch(/generation 2, not 1/);
  });
});

describe('what a reopened order begins with', () => {
  it('has no hold any more, and its beginning and the number of its next event as they were', () => {
    const hold = { reason: 'unreachable' as const, message: '429', since: NOW, tries: 2, nextTryAt: NOW };
    const state = stateOf([carried({ state: cancelled })], { hold, nextEvent: 7 });
    const reopened = reopenOrder(orderWith(1), state, {}, { now: NOW, cutShort: false });
    expect(reopened).toMatchObject({ ok: true, carried: { createdAt: NOW - DAY, nextEvent: 7 } });
    expect(reopened.ok && reopened.carried).not.toHaveProperty('hold');
  });

  it('has the newest ten decisions about an item', () => {
    const decisions = Array.from({ length: DECISIONS_PER_ITEM }, (_, at) => ({
      at: `${at}`,
      action: 'retryItem' as const,
    }));
    const item = reopenOne(carried({ state: cancelled, attempts: [attemptOf('refused')], decisions }));
    expect(item.decisions).toHaveLength(DECISIONS_PER_ITEM);
    expect(item.decisions.at(-1)).toMatchObject({ at: new Date(NOW).toISOString() });
  });

  it('is made without touching what the run before knew', () => {
    const state = stateOf([
      carried({ state: cancelled }, renderingItem),
      carried({ state: cancelled }, unansweredItem),
      produced(),
    ]);
    const before = structuredClone(state);
    reopenOrder(orderWith(3), state, { itemId: 'b', change: { copies: 2 } }, { now: NOW, cutShort: true });
    expect(state).toEqual(before);
  });

  const call = fc.constantFrom<Attempt['call']>(
    'none',
    'unanswered',
    'accepted',
    'refused',
    'not-sent',
    'absent',
    'in-flight',
  );
  const jobState = fc.constantFrom<Job['state']>('rendering', 'succeeded', 'failed', 'unknown');
  const kind = fc.constantFrom(
    'queued',
    'calling',
    'unanswered',
    'rendering',
    'held',
    'attention',
    'produced',
    'abandoned',
    'cancelled',
  );
  const anyItem = fc
    .record({ call, kind, jobState: fc.option(jobState), offered: fc.boolean(), earlier: fc.option(call) })
    .filter(({ kind: state, jobState: job }) => !(['rendering', 'produced'].includes(state) && job === null))
    .map(({ call: newest, kind: state, jobState: job, offered, earlier }): CarriedItem => {
      const attempt = (one: Attempt['call'], generation: number): Attempt =>
        one === 'unanswered' ? unansweredAttempt({ generation }) : attemptOf(one, { generation });
      const attempts = [...(earlier ? [attempt(earlier, 1)] : []), attempt(newest, earlier ? 2 : 1)];
      const states: Record<string, CarriedItem['state']> = {
        unanswered: { kind: 'unanswered', lookups: [NOW], proved: true },
        rendering: { kind: 'rendering', nextCheckAt: NOW },
        attention: attentionState('outcome-unknown', offered ? { offered: ['J9'] } : {}),
        abandoned: { kind: 'abandoned', why: 'x' },
      };
      return carried({
        state: states[state] ?? ({ kind: state } as CarriedItem['state']),
        generation: attempts.length,
        attempts,
        ...(job && { jobs: [jobRecord('J1', { state: job, generation: attempts.length })], jobId: 'J1' }),
      });
    });

  it('is valid input of the workflow, of items that go on, whatever the run before knew', () => {
    fc.assert(
      fc.property(
        fc.array(anyItem, { minLength: 1, maxLength: 3 }),
        fc.boolean(),
        fc.option(fc.nat({ max: 2 })),
        fc.boolean(),
        (items, cutShort, named, isCorrected) => {
          const wish: RetryOrder =
            named === null
              ? {}
              : { itemId: ids[named % items.length], reprint: true, ...(isCorrected && { change: { copies: 2 } }) };
          const order = orderWith(items.length);
          const reopened = reopenOrder(order, stateOf(items), wish, { now: NOW, cutShort });
          if (!reopened.ok) return;
          const json: unknown = JSON.parse(JSON.stringify(reopened.carried));
          expect(carriedStateSchema.parse(json)).toEqual(json);
          expect(orderInputSchema.safeParse({ ...order, carried: json }).success).toBe(true);
          for (const [at, item] of reopened.carried.items.entries()) {
            const before = items[at];
            expect(item.attempts.at(-1)?.generation).toBe(item.generation);
            expect(item.generation).toBeGreaterThanOrEqual(before?.generation ?? 0);
            // No job and no setting aside is ever forgotten.
            expect(item.jobs.map(({ jobId }) => jobId)).toEqual(before?.jobs.map(({ jobId }) => jobId));
            expect(item.setAside).toEqual(expect.arrayContaining(before?.setAside ?? []));
            if (item.state.kind === 'rendering') expect(item.jobs.some(({ jobId }) => jobId === item.jobId)).toBe(true);
            // A call that may have been paid is looked for before anything is ordered in its stead.
            const open = before?.attempts.at(-1);
            const isOpen = open?.call === 'unanswered' || (cutShort && open?.call === 'in-flight');
            if (open && isOpen)
              expect(
                item.attempts.find(({ generation }) => generation === open.generation)?.provableFrom,
              ).toBeDefined();
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
