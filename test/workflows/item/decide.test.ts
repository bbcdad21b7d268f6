import { describe, expect, it } from '@jest/globals';
import type { ItemState } from '../../../src/contract/carried-state.js';
import { DECISIONS_PER_ITEM } from '../../../src/contract/limits.js';
import type { Decision } from '../../../src/workflows/item/decision.js';
import { decide } from '../../../src/workflows/item/decide.js';
import { newest, type ItemRun } from '../../../src/workflows/item/item-run.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { takeFoundJobs } from '../../../src/workflows/item/take-found-jobs.js';
import { takeLookup } from '../../../src/workflows/item/take-lookup.js';
import {
  attemptOf,
  attentionState,
  itemRunOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  renderingItem,
  reportOf,
  rowOf,
  settingFor,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

const at = new Date(NOW).toISOString();
const corrected = { itemId: 'a', templateName: 'mug', copies: 2 };
const retry = (spec = corrected): Decision => ({ kind: 'retry', spec, record: { at, action: 'retryItem' } });
const adopt = (jobId: string): Decision => ({ kind: 'adopt', itemId: 'a', jobId, record: { at, action: 'adoptJob' } });
const approve: Decision = { kind: 'approve', itemId: 'a', reason: 'Fine.', record: { at, action: 'approveItem' } };
const abandon: Decision = { kind: 'abandon', itemId: 'a', reason: 'Enough.', record: { at, action: 'abandonItem' } };

const refused = (rest: Partial<ItemRun> = {}) =>
  itemRunOf({ state: attentionState('refused'), attempts: [attemptOf('refused')], produceCalls: 1, ...rest });
const outcomeUnknown = (rest: Partial<ItemRun> = {}) =>
  unansweredItem({ state: attentionState('outcome-unknown'), ...rest });

describe('a decision', () => {
  it.each([retry(), adopt('K'), approve, abandon])('is on the item’s record: $kind', (decision) => {
    const item = refused();
    decide(item, decision, settingFor());
    expect(item.decisions).toEqual([decision.record]);
  });

  it('is one of ten on record, the newest last', () => {
    const old = Array.from({ length: DECISIONS_PER_ITEM }, (_, index) => ({
      at: `${index}`,
      action: 'retryItem' as const,
    }));
    const item = refused({ decisions: old });
    decide(item, abandon, settingFor());
    expect(item.decisions).toEqual([...old.slice(1), abandon.record]);
  });
});

describe('retryItem', () => {
  it.each<[string, ItemRun]>([
    ['was refused', refused()],
    [
      'failed to render',
      renderingItem({ state: attentionState('render-failed'), jobs: [jobRecord('J1', { state: 'failed' })] }),
    ],
    ['has a job that is not known', renderingItem({ state: attentionState('job-unknown') })],
    ['is overdue', renderingItem({ state: attentionState('overdue') })],
  ])('of an item that %s has it ordered again in the next generation, corrected', (_label, item) => {
    expect(decide(item, retry(), settingFor())).toEqual({ kind: 'queued' });
    expect(item).toMatchObject({ generation: 2, spec: corrected });
    expect(item.jobId).toBeUndefined();
    expect(mayPay(item)).toBe(true);
  });

  it.each([
    ['not before its moment', NOW + MINUTE, NOW + MINUTE],
    ['at once where its moment has passed', NOW - MINUTE, NOW],
  ])('of an item whose call is without an answer looks for that first, %s', (_label, provableFrom, due) => {
    const item = outcomeUnknown({ attempts: [unansweredAttempt({ provableFrom })] });
    const { spec } = item;
    expect(decide(item, retry(), settingFor())).toEqual({
      kind: 'unanswered',
      lookups: [due],
      proved: true,
      retry: true,
    });
    expect(item.correction).toEqual(corrected);
    // By what was ordered then, not by what is wanted now.
    expect(item).toMatchObject({ generation: 1, spec });
    expect(mayPay(item)).toBe(false);
  });

  it('looks for an unanswered call also where the item has followed another job since', () => {
    const item = renderingItem({
      state: attentionState('job-unknown'),
      attempts: [unansweredAttempt()],
      jobs: [jobRecord('K', { state: 'unknown' })],
      jobId: 'K',
    });
    expect(decide(item, retry(), settingFor()).kind).toBe('unanswered');
    expect(mayPay(item)).toBe(false);
  });

  it('sets aside the jobs that the person was asked about', () => {
    const item = itemRunOf({ state: attentionState('outcome-unknown', { offered: ['J7', 'J8'] }), setAside: ['J0'] });
    decide(item, retry(), settingFor());
    expect(item.setAside).toEqual(['J0', 'J7', 'J8']);
  });

  it('orders nothing while a callback is kept that names a job of a call in doubt', () => {
    // The second call was not made: the list shows another design's job, which a person is asked about.
    const item = itemRunOf({
      state: attentionState('outcome-unknown', { offered: ['J0'] }),
      attempts: [attemptOf('none', { unansweredCalls: 1 })],
      reports: [keptReport(reportOf('J1'), { askAt: NOW + MINUTE })],
    });
    const next = decide(item, retry(), settingFor());
    expect(next.kind === 'queued' && mayPay(item)).toBe(false);
  });

  it('has a kept callback’s job asked about at once', () => {
    const item = outcomeUnknown({ reports: [keptReport(reportOf('J1'), { askAt: NOW + MINUTE })] });
    decide(item, retry(), settingFor());
    expect(item.reports).toMatchObject([{ askAt: NOW }]);
  });

  it('never gives the item the generation of a job that it sets aside: Printess accepts an intent once', () => {
    const item = unansweredItem();
    const rows = [rowOf('J7', { generation: 2, match: 'other' })];
    item.state = takeFoundJobs(item, rows, settingFor()) ?? item.state;
    const next = decide(item, retry(), settingFor());
    if (next.kind === 'unanswered') takeLookup(item, next, { jobs: rows, proved: true }, settingFor());
    expect(item.generation).toBeGreaterThan(2);
  });

  it('is not left in the queue for ever by a call without an answer that lies generations back', () => {
    const item = renderingItem({
      state: attentionState('render-failed'),
      generation: 2,
      attempts: [unansweredAttempt(), attemptOf('accepted', { generation: 2 })],
      jobs: [jobRecord('J2', { generation: 2, state: 'failed' })],
      jobId: 'J2',
    });
    const next: ItemState = decide(item, retry(), settingFor());
    expect(next.kind === 'unanswered' || mayPay(item)).toBe(true);
  });
});

describe('adoptJob', () => {
  it('has the item follow that job, asked about at once, and leaves its call without an answer', () => {
    const item = outcomeUnknown();
    expect(decide(item, adopt('K'), settingFor())).toEqual({ kind: 'rendering', nextCheckAt: NOW });
    expect(item).toMatchObject({ jobId: 'K', generation: 1, jobs: [{ jobId: 'K', generation: 1, named: true }] });
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(mayPay(item)).toBe(false);
  });

  it('of the item’s own failed job has it looked at once more', () => {
    const item = renderingItem({
      state: attentionState('render-failed'),
      jobs: [jobRecord('J1', { state: 'failed' })],
    });
    expect(decide(item, adopt('J1'), settingFor())).toEqual({ kind: 'rendering', nextCheckAt: NOW });
    expect(item.jobs).toMatchObject([{ jobId: 'J1', state: 'rendering' }]);
    expect(item.jobs[0]).not.toHaveProperty('named');
  });
});

describe('approveItem', () => {
  it('takes the item’s files as they are, and says who says so', () => {
    const item = renderingItem({ state: attentionState('preflight-failed') });
    expect(decide(item, approve, settingFor())).toEqual({ kind: 'produced' });
    expect(item.warnings).toEqual([expect.stringContaining('Fine.')]);
  });
});

describe('abandonItem', () => {
  it.each<[string, ItemRun]>([
    ['in attention', refused()],
    ['queued', itemRunOf()],
    ['held', itemRunOf({ state: { kind: 'held' } })],
    ['without an answer to its call', unansweredItem()],
  ])('gives an item up that is %s, for the reason given', (_label, item) => {
    expect(decide(item, abandon, settingFor())).toEqual({ kind: 'abandoned', why: 'Enough.' });
    expect(item.warnings).toContainEqual(expect.stringContaining('Enough.'));
  });

  it('of an item whose call is without an answer tells that it may have been paid', () => {
    const item = unansweredItem();
    decide(item, abandon, settingFor());
    expect(item.warnings).toContainEqual(expect.stringContaining('may have been paid'));
  });

  it('of an item that Printess is making tells what was paid', () => {
    const item = renderingItem();
    decide(item, abandon, settingFor());
    expect(item.warnings).toContainEqual(expect.stringContaining('1 job is paid: J1.'));
  });

  it('leaves a call without an answer on record, for a retry of the order to look for', () => {
    const item = unansweredItem();
    decide(item, abandon, settingFor());
    expect(newest(item)).toEqual(unansweredAttempt());
  });
});
