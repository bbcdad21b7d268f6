import { describe, expect, it } from '@jest/globals';
import type { StatusAnswer } from '../../../src/contract/activity-inputs.js';
import type { KeptReport } from '../../../src/contract/carried-state.js';
import { waitsOf } from '../../../src/contract/policy.js';
import { newest } from '../../../src/workflows/item/item-run.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { takeProof } from '../../../src/workflows/item/prove-report.js';
import {
  attemptOf,
  failureOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  renderingItem,
  reportOf,
  settingFor,
  successOf,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

const pending: StatusAnswer = { kind: 'pending', statusCalls: 1 };
const unknown: StatusAnswer = { kind: 'unknown', statusCalls: 1 };

function provable(rest: Partial<KeptReport> = {}) {
  const kept = keptReport(reportOf('J1', { printessOrderId: 'P1' }), rest);
  return { kept, item: unansweredItem({ reports: [kept] }) };
}

describe('a callback’s job, asked about while a call is without an answer', () => {
  it.each<[string, StatusAnswer]>([
    ['is making it', pending],
    ['has made it', { kind: 'final', outcome: successOf(), statusCalls: 1 }],
    ['has failed to make it', { kind: 'final', outcome: failureOf(), statusCalls: 1 }],
  ])('is the call’s where Printess %s: followed, and ended by the callback', (_label, answer) => {
    const { item, kept } = provable();
    expect(takeProof(item, item.state, { kept, answer }, settingFor()).kind).toBe('rendering');
    expect(newest(item)).toEqual(attemptOf('accepted', { unansweredCalls: 1 }));
    expect(item).toMatchObject({
      jobId: 'J1',
      jobs: [{ jobId: 'J1', generation: 1, printessOrderId: 'P1' }],
      reports: [],
      end: { outcome: successOf(), source: 'callback' },
      ignored: { repeated: 0, foreign: 0 },
    });
    expect(mayPay(item)).toBe(false);
  });

  it('is paid, as far as anybody reads: Printess knows it', () => {
    const { item, kept } = provable();
    takeProof(item, item.state, { kept, answer: pending }, settingFor());
    expect(item.jobs[0]?.named).toBeUndefined();
  });

  it('is asked about again after the settle time where Printess does not know it yet', () => {
    const { item, kept } = provable();
    const setting = settingFor({ waits: waitsOf({ settleTime: '7m' }) });
    expect(takeProof(item, item.state, { kept, answer: unknown }, setting)).toBe(item.state);
    expect(item.reports).toEqual([{ ...kept, missedOnce: true, askAt: NOW + 7 * MINUTE }]);
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(mayPay(item)).toBe(false);
  });

  it('is dropped and counted where Printess does not know it the second time either', () => {
    const { item, kept } = provable({ missedOnce: true });
    expect(takeProof(item, item.state, { kept, answer: unknown }, settingFor())).toBe(item.state);
    expect(item).toMatchObject({ reports: [], ignored: { foreign: 1 } });
    expect(newest(item)).toEqual(unansweredAttempt());
  });

  it('is kept where Printess could not be asked, and asked about later: nothing is sent meanwhile', () => {
    const { item, kept } = provable();
    expect(takeProof(item, item.state, { kept, answer: undefined }, settingFor())).toBe(item.state);
    expect(item.reports).toEqual([{ ...kept, askAt: NOW + 10 * MINUTE }]);
    expect(mayPay(item)).toBe(false);
  });

  it('that could not be asked about between two answers is dropped at the second one only', () => {
    const { item, kept } = provable();
    takeProof(item, item.state, { kept, answer: unknown }, settingFor());
    takeProof(item, item.state, { kept, answer: undefined }, settingFor());
    expect(item.reports).toHaveLength(1);
    takeProof(item, item.state, { kept, answer: unknown }, settingFor());
    expect(item.reports).toHaveLength(0);
  });

  it('is never taken from another item of the order that has it, or had it', () => {
    const { item, kept } = provable();
    const setting = settingFor({ isSiblings: (jobId) => jobId === 'J1' });
    expect(takeProof(item, item.state, { kept, answer: pending }, setting)).toBe(item.state);
    expect(item).toMatchObject({ jobs: [], reports: [], ignored: { foreign: 1 } });
    expect(newest(item)).toEqual(unansweredAttempt());
  });

  it('takes the place of a mistyped one that a person has the item follow meanwhile', () => {
    const kept = keptReport(reportOf('J1'));
    const item = renderingItem({
      attempts: [unansweredAttempt()],
      jobs: [jobRecord('K', { named: true })],
      jobId: 'K',
      reports: [kept],
    });
    takeProof(item, item.state, { kept, answer: pending }, settingFor());
    expect(item).toMatchObject({ jobId: 'J1', jobs: [{ jobId: 'K' }, { jobId: 'J1' }] });
    expect(newest(item).call).toBe('accepted');
  });

  it('has a second callback of the call, of another job, dropped and counted', () => {
    const { item, kept } = provable();
    item.reports.push(keptReport(reportOf('J2')));
    takeProof(item, item.state, { kept, answer: pending }, settingFor());
    expect(item).toMatchObject({ jobId: 'J1', reports: [], ignored: { foreign: 1 } });
  });

  it('that is dropped leaves the other callbacks where they are', () => {
    const other = keptReport(reportOf('J2'));
    const { item, kept } = provable({ missedOnce: true });
    item.reports.unshift(other);
    takeProof(item, item.state, { kept, answer: unknown }, settingFor());
    expect(item.reports).toEqual([other]);
  });
});
