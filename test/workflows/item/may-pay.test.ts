import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '../../../src/contract/carried-state.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { attemptOf, itemRunOf, keptReport, NOW, reportOf } from '../../support/item-run-of.js';

const CALLS: Attempt['call'][] = ['none', 'in-flight', 'unanswered', 'accepted', 'refused', 'not-sent', 'absent'];
/** The newest call, and whether nothing is on its way and nothing stands against another one. */
const NEWEST: [Attempt['call'], boolean][] = [
  ['none', true],
  ['in-flight', false],
  ['unanswered', false],
  ['accepted', false],
  ['refused', false],
  ['not-sent', true],
  ['absent', true],
];
/** A call of an earlier generation, and whether it stands in the way of a new one. */
const EARLIER: [Attempt['call'], boolean][] = [
  ['none', false],
  ['in-flight', true],
  ['unanswered', true],
  ['accepted', false],
  ['refused', false],
  ['not-sent', false],
  ['absent', false],
];

const itemWith = (attempts: Attempt[], keptGenerations: number[] = []) =>
  itemRunOf({
    generation: attempts.length,
    attempts: attempts.map((attempt, index) => ({ ...attempt, generation: index + 1 })),
    reports: keptGenerations.map((generation) => keptReport(reportOf('J9', { generation }))),
  });

describe('a call may be paid', () => {
  it.each(NEWEST)('for an item whose only call is %j: %j', (call, may) => {
    expect(mayPay(itemWith([attemptOf(call)]))).toBe(may);
  });

  it.each(
    NEWEST.flatMap(([call, may]) => EARLIER.map(([earlier, blocks]) => [earlier, call, may && !blocks] as const)),
  )('where the call before is %j and the newest %j: %j', (earlier, call, may) => {
    expect(mayPay(itemWith([attemptOf(earlier), attemptOf(call)]))).toBe(may);
  });

  it.each(NEWEST)(
    'whatever lies behind two further generations: the first without an answer, the newest %j: no',
    (call) => {
      expect(mayPay(itemWith([attemptOf('unanswered'), attemptOf('accepted'), attemptOf(call)]))).toBe(false);
    },
  );

  it.each(CALLS)('never while a call of an earlier generation (%j) may still be proved', (earlier) => {
    expect(mayPay(itemWith([attemptOf(earlier, { provableFrom: NOW }), attemptOf('none')]))).toBe(false);
  });

  it.each(NEWEST)('for a call (%j) that is to be looked for first, in the same call: %j', (call, may) => {
    expect(mayPay(itemWith([attemptOf(call, { provableFrom: NOW })]))).toBe(may);
  });

  it.each(CALLS)(
    'never for a call without an answer (%j now) while a callback of it is kept that names a job',
    (call) => {
      expect(mayPay(itemWith([attemptOf(call, { provableFrom: NOW, unansweredCalls: 1 })], [1]))).toBe(false);
    },
  );

  it('never for a call that the list has not shown while a callback of it is kept that names a job', () => {
    expect(mayPay(itemWith([attemptOf('absent', { unansweredCalls: 1 })], [1]))).toBe(false);
  });

  it.each(['none', 'not-sent'] as const)(
    'never for a call that went without an answer, tried again (%j now), while a callback of it is kept that names a job',
    (call) => {
      expect(mayPay(itemWith([attemptOf(call, { unansweredCalls: 1 })], [1]))).toBe(false);
    },
  );

  it.each([
    ['of a later generation, of which nothing is known here', [2]],
    ['of none', []],
  ])('for a call that the list has not shown, where a callback is kept %s', (_label, generations) => {
    expect(mayPay(itemWith([attemptOf('absent', { unansweredCalls: 1 })], generations))).toBe(true);
  });
});
