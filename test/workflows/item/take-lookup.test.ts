import { describe, expect, it } from '@jest/globals';
import type { FindJobsAnswer, FoundJob } from '../../../src/contract/answer.js';
import type { ItemState } from '../../../src/contract/carried-state.js';
import { newest } from '../../../src/workflows/item/item-run.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { takeLookup } from '../../../src/workflows/item/take-lookup.js';
import {
  attemptOf,
  keptReport,
  MINUTE,
  NOW,
  reportOf,
  rowOf,
  settingFor,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

type Unanswered = Extract<ItemState, { kind: 'unanswered' }>;

const lookup = (proved: boolean, jobs: FoundJob[] = []): FindJobsAnswer => ({ jobs, proved });
const FIRST: Unanswered = { kind: 'unanswered', lookups: [NOW, NOW + MINUTE], proved: true };
const LAST: Unanswered = { kind: 'unanswered', lookups: [NOW], proved: true };
const corrected = { itemId: 'a', templateName: 'mug', copies: 2 };
const RETRY: Unanswered = { kind: 'unanswered', lookups: [NOW], proved: true, retry: true };

describe('the first list lookup after a call without an answer', () => {
  it.each([
    ['a list that has proved itself', lookup(true), true],
    ['a list that has not', lookup(false), false],
    ['a list that could not be read', undefined, false],
  ])('that finds nothing, in %s, leaves the second to its moment', (_label, answer, proved) => {
    const item = unansweredItem();
    expect(takeLookup(item, FIRST, answer, settingFor())).toEqual({
      kind: 'unanswered',
      lookups: [NOW + MINUTE],
      proved,
    });
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(mayPay(item)).toBe(false);
  });

  it('that finds the job has it followed at once, whether the list has proved itself or not', () => {
    const item = unansweredItem();
    expect(takeLookup(item, FIRST, lookup(false, [rowOf('J1')]), settingFor()).kind).toBe('rendering');
    expect(item).toMatchObject({ jobId: 'J1', generation: 1 });
  });

  it('that shows only the job of another design under the same number leaves the call without an answer', () => {
    const item = unansweredItem();
    const state = takeLookup(item, FIRST, lookup(true, [rowOf('J0', { match: 'other' })]), settingFor());
    expect(state).toMatchObject({ kind: 'attention', offered: ['J0'] });
    expect(newest(item)).toEqual(unansweredAttempt());
  });
});

describe('the second list lookup', () => {
  it('that finds nothing either allows one more call, where the list has proved itself both times', () => {
    const item = unansweredItem();
    expect(takeLookup(item, LAST, lookup(true), settingFor())).toEqual({ kind: 'queued' });
    expect(newest(item)).toMatchObject({ generation: 1, call: 'absent' });
    expect(newest(item).provableFrom).toBeUndefined();
    expect(mayPay(item)).toBe(true);
  });

  it.each([
    ['the list did not prove itself the first time', { ...LAST, proved: false }, lookup(true)],
    ['the list did not prove itself the second time', LAST, lookup(false)],
    ['the list could not be read', LAST, undefined],
  ])('that finds nothing needs a person where %s', (_label, state, answer) => {
    const item = unansweredItem();
    expect(takeLookup(item, state, answer, settingFor())).toMatchObject({
      kind: 'attention',
      reason: 'outcome-unknown',
      since: NOW,
      message: expect.stringContaining('The answer was lost'),
    });
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(mayPay(item)).toBe(false);
  });

  it('after the second call without an answer needs a person: there is never a third one', () => {
    const item = unansweredItem({ attempts: [unansweredAttempt({ unansweredCalls: 2 })] });
    expect(takeLookup(item, LAST, lookup(true), settingFor())).toMatchObject({ reason: 'outcome-unknown' });
    expect(mayPay(item)).toBe(false);
  });

  it('allows no call while a callback is kept that names a job', () => {
    const item = unansweredItem({ reports: [keptReport(reportOf('J1'), { askAt: NOW + MINUTE })] });
    expect(takeLookup(item, LAST, lookup(true), settingFor())).toMatchObject({ reason: 'outcome-unknown' });
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(item.reports).toHaveLength(1);
    expect(mayPay(item)).toBe(false);
  });
});

describe('the list lookup that a person’s retry waits for', () => {
  it.each([true, false])(
    'that finds nothing has the item ordered as it is corrected, in the next generation (list proved: %j)',
    (proved) => {
      const item = unansweredItem({ correction: corrected });
      expect(takeLookup(item, RETRY, lookup(proved), settingFor())).toEqual({ kind: 'queued' });
      expect(item).toMatchObject({ generation: 2, spec: corrected });
      expect(item.attempts).toMatchObject([{ call: 'absent' }, { generation: 2, call: 'none', unansweredCalls: 0 }]);
      expect(mayPay(item)).toBe(true);
    },
  );

  it('that finds the old call’s job follows it: nothing is ordered, the correction neither', () => {
    const item = unansweredItem();
    const { spec } = item;
    expect(takeLookup(item, RETRY, lookup(true, [rowOf('J1')]), settingFor()).kind).toBe('rendering');
    expect(item).toMatchObject({ generation: 1, spec, jobId: 'J1' });
    expect(mayPay(item)).toBe(false);
  });

  it('that could not be read orders nothing, and says so', () => {
    const item = unansweredItem();
    const { spec } = item;
    expect(takeLookup(item, RETRY, undefined, settingFor())).toMatchObject({
      kind: 'attention',
      reason: 'outcome-unknown',
      message: expect.stringContaining('ordered nothing'),
    });
    expect(item).toMatchObject({ generation: 1, spec });
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(mayPay(item)).toBe(false);
  });

  it('that shows the old call’s job at another item asks a person, and pays nothing', () => {
    const item = unansweredItem();
    const state = takeLookup(item, RETRY, lookup(true, [rowOf('J1')]), settingFor({ isSiblings: () => true }));
    expect(state).toMatchObject({ kind: 'attention', reason: 'outcome-unknown', offered: ['J1'] });
    expect(item.generation).toBe(1);
    expect(mayPay(item)).toBe(false);
  });

  it('that finds nothing pays nothing either while a callback of the old call is kept that names a job', () => {
    const item = unansweredItem({ reports: [keptReport(reportOf('J1'), { askAt: NOW + MINUTE })] });
    takeLookup(item, RETRY, lookup(true), settingFor());
    expect(item.reports).toHaveLength(1);
    expect(mayPay(item)).toBe(false);
  });

  it('of a job that the item has known dead proves the old call, and orders again', () => {
    const item = unansweredItem({ setAside: ['J1'], attempts: [unansweredAttempt()] });
    expect(takeLookup(item, RETRY, lookup(true, [rowOf('J1')]), settingFor()).kind).toBe('queued');
    expect(item.attempts).toMatchObject([attemptOf('accepted', { unansweredCalls: 1 }), { call: 'none' }]);
  });
});
