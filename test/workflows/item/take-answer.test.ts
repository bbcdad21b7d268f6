import { describe, expect, it } from '@jest/globals';
import type { ProduceAnswer } from '../../../src/contract/answer.js';
import type { Attempt } from '../../../src/contract/carried-state.js';
import { waitsOf } from '../../../src/contract/policy.js';
import { newest, type ItemRun } from '../../../src/workflows/item/item-run.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { takeAnswer } from '../../../src/workflows/item/take-answer.js';
import {
  attemptOf,
  failureOf,
  HOUR,
  itemRunOf,
  keptReport,
  MINUTE,
  NOW,
  reportOf,
  rowOf,
  SECOND,
  settingFor,
  successOf,
} from '../../support/item-run-of.js';

const calling = (rest: Partial<ItemRun> = {}) =>
  itemRunOf({ state: { kind: 'calling' }, attempts: [attemptOf('in-flight')], ...rest });

const ANSWERS: [string, ItemRun['state']['kind'], Attempt['call'], number, ProduceAnswer][] = [
  ['accepted', 'rendering', 'accepted', 1, { kind: 'accepted', jobId: 'J1', produceCalls: 1 }],
  ['refused', 'attention', 'refused', 1, { kind: 'refused', message: 'No such template.', produceCalls: 1 }],
  ['refused unsent', 'attention', 'refused', 0, { kind: 'refused', message: 'Nothing was sent.', produceCalls: 0 }],
  ['held', 'held', 'not-sent', 1, { kind: 'held', reason: 'insufficient-funds', message: '402', produceCalls: 1 }],
  ['held unsent', 'held', 'not-sent', 0, { kind: 'held', reason: 'unreachable', message: 'No list.', produceCalls: 0 }],
  ['not sent', 'held', 'not-sent', 0, { kind: 'not-sent', message: 'ECONNREFUSED', produceCalls: 0 }],
  ['ambiguous', 'unanswered', 'unanswered', 1, { kind: 'ambiguous', message: 'ECONNRESET', produceCalls: 1 }],
  ['found, its own', 'rendering', 'accepted', 0, { kind: 'found', jobs: [rowOf('J1')], produceCalls: 0 }],
  [
    'found, of another design',
    'attention',
    'none',
    0,
    { kind: 'found', jobs: [rowOf('J1', { match: 'other' })], produceCalls: 0 },
  ],
];

describe('an answer to produce', () => {
  it.each(ANSWERS)('(%s) makes the item %s, its call %s, and counts %d calls', (_label, kind, call, calls, answer) => {
    const item = calling({ produceCalls: 2 });
    expect(takeAnswer(item, answer, settingFor()).kind).toBe(kind);
    expect(newest(item)).toMatchObject({ generation: 1, call });
    expect(item.produceCalls).toBe(2 + calls);
  });

  it.each(ANSWERS)('(%s) leaves an earlier generation’s call as it was', (_label, _kind, _call, _calls, answer) => {
    const attempts = [attemptOf('refused'), attemptOf('in-flight', { generation: 2 })];
    const item = calling({ generation: 2, attempts });
    const jobs = [
      rowOf('J1', { generation: 2, match: answer.kind === 'found' ? (answer.jobs[0]?.match ?? 'exact') : 'exact' }),
    ];
    takeAnswer(item, answer.kind === 'found' ? { ...answer, jobs } : answer, settingFor());
    expect(item.attempts[0]).toEqual(attemptOf('refused'));
  });
});

describe('an accepted call', () => {
  const accepted: ProduceAnswer = { kind: 'accepted', jobId: 'J1', printessOrderId: 'P1', produceCalls: 1 };

  it('has the item follow its job, asked about when the policy’s first wait is over', () => {
    const item = calling();
    expect(takeAnswer(item, accepted, settingFor())).toEqual({ kind: 'rendering', nextCheckAt: NOW + 10 * MINUTE });
    expect(item.jobId).toBe('J1');
    expect(item.jobs).toEqual([
      { jobId: 'J1', printessOrderId: 'P1', generation: 1, state: 'rendering', deadline: NOW + 48 * HOUR, checks: 0 },
    ]);
  });

  it('is followed, with a warning, where another program has ordered under the same number', () => {
    const others = [{ jobId: 'X1', origin: 'WooCommerce', createdOn: '2026-01-01T00:00:00Z' }];
    const item = calling();
    expect(takeAnswer(item, { ...accepted, others }, settingFor()).kind).toBe('rendering');
    expect(item.warnings).toEqual([expect.stringContaining('another origin for this order, X1 (WooCommerce, of 2026')]);
    const alone = calling();
    takeAnswer(alone, accepted, settingFor());
    expect(alone.warnings).toEqual([]);
  });

  it('has its job on record under the generation that was called', () => {
    const item = calling({
      generation: 3,
      attempts: [attemptOf('refused'), attemptOf('in-flight', { generation: 3 })],
    });
    takeAnswer(item, accepted, settingFor());
    expect(item.jobs).toMatchObject([{ jobId: 'J1', generation: 3 }]);
  });

  it('leaves nothing open of an earlier call of its intent, which was looked for before it was made', () => {
    const item = calling({
      attempts: [attemptOf('in-flight', { unansweredCalls: 1, provableFrom: NOW, message: 'Lost' })],
    });
    takeAnswer(item, accepted, settingFor());
    expect(newest(item)).toEqual({ generation: 1, call: 'accepted', unansweredCalls: 1 });
  });

  it.each([
    ['a success', successOf()],
    ['a failure', failureOf()],
  ])('whose callback, %s, was quicker ends by it', (_label, outcome) => {
    const item = calling({ reports: [keptReport(reportOf('J1', { outcome }))] });
    takeAnswer(item, accepted, settingFor());
    expect(item.end).toEqual({ outcome, source: 'callback' });
    expect(item.reports).toEqual([]);
  });

  it('drops and counts the callback of another job that was quicker', () => {
    const item = calling({ reports: [keptReport(reportOf('J9'))] });
    takeAnswer(item, accepted, settingFor());
    expect(item).toMatchObject({ reports: [], ignored: { repeated: 0, foreign: 1 }, jobId: 'J1' });
    expect(item.end).toBeUndefined();
  });

  it('has its status checked at once where a callback that could not be understood was quicker', () => {
    const item = calling({ checkBroughtForwardFor: 1 });
    expect(takeAnswer(item, accepted, settingFor())).toEqual({ kind: 'rendering', nextCheckAt: NOW });
  });
});

describe('a refused call', () => {
  const refused: ProduceAnswer = { kind: 'refused', message: 'No such template.', produceCalls: 1 };

  it('waits for a person who reads what Printess said, and that nothing was paid', () => {
    const state = takeAnswer(calling(), refused, settingFor());
    expect(state).toMatchObject({ kind: 'attention', reason: 'refused', since: NOW });
    expect(state).toMatchObject({ message: expect.stringMatching(/No such template\..*Nothing was paid\./) });
  });

  it('leaves nothing open of an earlier call of its intent, which was looked for before it was made', () => {
    const item = calling({ attempts: [attemptOf('in-flight', { unansweredCalls: 1, provableFrom: NOW })] });
    takeAnswer(item, refused, settingFor());
    expect(newest(item).provableFrom).toBeUndefined();
  });

  it('does not have a callback forgotten that names the job of the call before it, without an answer', () => {
    const item = calling({
      attempts: [attemptOf('in-flight', { unansweredCalls: 1 })],
      reports: [keptReport(reportOf('J1'))],
    });
    const state = takeAnswer(item, refused, settingFor());
    // That call was paid: either the job is still asked about, or a person is told of it.
    const told = JSON.stringify([state, item.warnings]);
    expect(item.reports.length > 0 || told.includes('J1')).toBe(true);
  });
});

describe('a call that was not made', () => {
  it.each<[string, ProduceAnswer]>([
    ['since the shop is on hold', { kind: 'held', reason: 'insufficient-funds', message: '402', produceCalls: 1 }],
    ['since Printess is away', { kind: 'not-sent', message: 'ECONNREFUSED', produceCalls: 0 }],
  ])('%s may be made later', (_label, answer) => {
    const item = calling();
    takeAnswer(item, answer, settingFor());
    expect(mayPay(item)).toBe(true);
  });

  it('keeps the moment from which an earlier call of its intent is looked for', () => {
    const provableFrom = NOW + MINUTE;
    const item = calling({ attempts: [attemptOf('in-flight', { provableFrom })] });
    takeAnswer(item, { kind: 'not-sent', message: 'ECONNREFUSED', produceCalls: 0 }, settingFor());
    expect(newest(item)).toMatchObject({ call: 'not-sent', provableFrom });
  });

  it('keeps a callback that came meanwhile, to be compared later', () => {
    const item = calling({ reports: [keptReport(reportOf('J1'))] });
    takeAnswer(item, { kind: 'not-sent', message: 'ECONNREFUSED', produceCalls: 0 }, settingFor());
    expect(item.reports).toHaveLength(1);
  });
});

describe('a call without an answer', () => {
  const ambiguous: ProduceAnswer = { kind: 'ambiguous', message: 'ECONNRESET', produceCalls: 1 };

  it.each([
    ['the default policy', {}, 30 * SECOND, MINUTE],
    ['a policy of its own', { httpTimeout: '10s', settleTime: '5m' }, 10 * SECOND, 5 * MINUTE],
  ])(
    'is looked for twice, by %s: when it can no longer land, and a settle time later',
    (_label, policy, deadline, settle) => {
      const item = calling();
      expect(takeAnswer(item, ambiguous, settingFor({ waits: waitsOf(policy) }))).toEqual({
        kind: 'unanswered',
        lookups: [NOW + deadline + settle, NOW + deadline + 2 * settle],
        proved: true,
      });
      expect(newest(item)).toMatchObject({ provableFrom: NOW + deadline + settle, message: 'ECONNRESET' });
    },
  );

  it('allows no other call, and is counted', () => {
    const item = calling({ attempts: [attemptOf('in-flight', { unansweredCalls: 1 })] });
    takeAnswer(item, ambiguous, settingFor());
    expect(newest(item).unansweredCalls).toBe(2);
    expect(mayPay(item)).toBe(false);
  });

  it('keeps a callback that came while it was in flight: it may name its job', () => {
    const item = calling({ reports: [keptReport(reportOf('J1'))] });
    takeAnswer(item, ambiguous, settingFor());
    expect(item.reports).toMatchObject([{ report: { jobId: 'J1' }, askAt: NOW }]);
  });
});

describe('rows of the list that are found before the call', () => {
  it('are not called for again where the item knows them all', () => {
    const item = calling({ jobs: [], setAside: ['J0'] });
    const answer: ProduceAnswer = { kind: 'found', jobs: [rowOf('J0', { match: 'other' })], produceCalls: 0 };
    expect(takeAnswer(item, answer, settingFor())).toEqual({ kind: 'queued' });
    expect(mayPay(item)).toBe(true);
  });

  it('keep the moment of an unanswered call where a person is asked about them', () => {
    const item = calling({ attempts: [attemptOf('in-flight', { provableFrom: NOW })] });
    takeAnswer(item, { kind: 'found', jobs: [rowOf('J0', { match: 'other' })], produceCalls: 0 }, settingFor());
    expect(newest(item)).toMatchObject({ call: 'none', provableFrom: NOW });
  });
});
