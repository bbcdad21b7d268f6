import { describe, expect, it } from '@jest/globals';
import { jsonSize } from '../../../src/contract/json-size.js';
import { REPORTS_PER_ITEM } from '../../../src/contract/limits.js';
import type { CallbackReport } from '../../../src/contract/outcome.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { newest } from '../../../src/workflows/item/item-run.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { isOpenTo, namesNoFile, takeKeptReports, takeReport } from '../../../src/workflows/item/take-report.js';
import {
  attemptOf,
  attentionState,
  failureOf,
  itemRunOf,
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

/** An item of generation 2 that follows J2; its first job J1 has failed. */
const secondGeneration = (rest: Partial<ItemRun> = {}) =>
  renderingItem({
    generation: 2,
    attempts: [attemptOf('accepted'), attemptOf('accepted', { generation: 2 })],
    jobs: [jobRecord('J1', { state: 'failed' }), jobRecord('J2', { generation: 2 })],
    jobId: 'J2',
    ...rest,
  });
const unreadable: CallbackReport = { itemId: 'a', generation: 1 };

describe('a callback of the job that the item follows', () => {
  it.each([
    ['a success', successOf()],
    ['a success of a zip alone', successOf(0, { zip: 'https://files.example.com/all.zip' })],
    ['a failure', failureOf()],
  ])('is its end: %s', (_label, outcome) => {
    const item = renderingItem();
    takeReport(item, reportOf('J1', { outcome, printessOrderId: 'P1' }), settingFor());
    expect(item.end).toEqual({ outcome, source: 'callback' });
    expect(item).toMatchObject({ jobs: [{ printessOrderId: 'P1' }], ignored: { repeated: 0, foreign: 0 } });
  });

  it.each(['overdue', 'job-unknown'] as const)('is its end while the item waits for a person: %s', (reason) => {
    const item = renderingItem({
      state: attentionState(reason),
      jobs: [jobRecord('J1', { state: reason === 'job-unknown' ? 'unknown' : 'rendering' })],
    });
    takeReport(item, reportOf('J1'), settingFor());
    expect(item.end).toEqual({ outcome: successOf(), source: 'callback' });
  });

  it('is its end while an earlier call is looked for, at a person’s wish', () => {
    const item = renderingItem({
      state: {
        kind: 'unanswered',
        lookups: [NOW],
        proved: true,
        retry: true,
      },
    });
    takeReport(item, reportOf('J1'), settingFor());
    expect(item.end).toBeDefined();
  });

  it('changes nothing the second time, whatever it says: the first one wins', () => {
    const item = renderingItem();
    takeReport(item, reportOf('J1', { outcome: failureOf('first') }), settingFor());
    takeReport(item, reportOf('J1', { outcome: successOf() }), settingFor());
    takeReport(item, reportOf('J1', { outcome: failureOf('third') }), settingFor());
    expect(item.end).toEqual({ outcome: failureOf('first'), source: 'callback' });
    expect(item.ignored).toEqual({ repeated: 2, foreign: 0 });
  });

  it.each(['succeeded', 'failed'] as const)('changes nothing once the job has %s', (state) => {
    const item = renderingItem({ state: attentionState('render-failed'), jobs: [jobRecord('J1', { state })] });
    takeReport(item, reportOf('J1'), settingFor());
    expect(item).toMatchObject({ ignored: { repeated: 1 }, jobs: [{ state }] });
    expect(item.end).toBeUndefined();
  });

  it.each(['produced', 'abandoned', 'cancelled'] as const)('does not end again an item that is %s', (kind) => {
    const item = renderingItem({ state: kind === 'abandoned' ? { kind, why: 'Enough.' } : { kind } });
    takeReport(item, reportOf('J1'), settingFor());
    expect(item.end).toBeUndefined();
    expect(item.ignored).toEqual({ repeated: 1, foreign: 0 });
  });

  it('that failed is remembered after the item was abandoned: a retry of the order then orders it again', () => {
    const item = renderingItem({ state: { kind: 'abandoned', why: 'Enough.' } });
    takeReport(item, reportOf('J1', { outcome: failureOf() }), settingFor());
    expect(item.jobs).toMatchObject([{ state: 'failed' }]);
  });

  it.each(['rendering', 'unknown'] as const)(
    'that succeeded is remembered after the item was abandoned, the job taken for %s: it is not paid again',
    (state) => {
      const item = renderingItem({ state: { kind: 'abandoned', why: 'Enough.' }, jobs: [jobRecord('J1', { state })] });
      takeReport(item, reportOf('J1'), settingFor());
      expect(item.jobs).toMatchObject([{ state: 'succeeded' }]);
    },
  );

  it('by the URL of the newest call proves that call', () => {
    const item = renderingItem({ attempts: [unansweredAttempt()] });
    takeReport(item, reportOf('J1'), settingFor());
    expect(newest(item)).toEqual(attemptOf('accepted', { unansweredCalls: 1 }));
  });

  it('by the URL of an earlier call proves nothing about the newest', () => {
    const item = secondGeneration({ attempts: [attemptOf('accepted'), unansweredAttempt({ generation: 2 })] });
    takeReport(item, reportOf('J2'), settingFor());
    expect(newest(item)).toEqual(unansweredAttempt({ generation: 2 }));
  });

  it('that only a person has named so far proves no call', () => {
    const item = renderingItem({
      attempts: [unansweredAttempt()],
      jobs: [jobRecord('K', { named: true })],
      jobId: 'K',
    });
    takeReport(item, reportOf('K'), settingFor());
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(mayPay(item)).toBe(false);
  });
});

describe('a callback of another job than the item’s', () => {
  it.each([
    ['after a call that went without an answer is told: both may be paid', 1, 1],
    ['is counted alone where no call went without one', 0, 0],
  ])('%s', (_label, unansweredCalls, warnings) => {
    const item = renderingItem({ attempts: [attemptOf('accepted', { unansweredCalls })] });
    takeReport(item, reportOf('J9'), settingFor());
    expect(item.ignored).toEqual({ repeated: 0, foreign: 1 });
    expect(item.warnings).toEqual(Array.from({ length: warnings }, () => expect.stringContaining('J9')));
  });
});

describe('a callback of a job that the item follows no longer', () => {
  it.each([
    ['a success', successOf(), 'succeeded', 1],
    ['a failure', failureOf(), 'failed', 0],
  ])('is foreign and remembered: %s', (_label, outcome, state, warnings) => {
    const item = secondGeneration();
    item.jobs[0] = jobRecord('J1');
    takeReport(item, reportOf('J1', { outcome }), settingFor());
    expect(item).toMatchObject({ ignored: { repeated: 0, foreign: 1 }, jobs: [{ state }, { state: 'rendering' }] });
    expect(item.warnings).toHaveLength(warnings);
    expect(item.end).toBeUndefined();
  });

  it('does not turn its failure into a success', () => {
    const item = secondGeneration();
    takeReport(item, reportOf('J1'), settingFor());
    expect(item.jobs).toMatchObject([{ state: 'failed' }, {}]);
  });
});

describe('a callback of an earlier generation', () => {
  it('proves nothing about the newest call, which is without an answer: foreign, and told as a paid success', () => {
    const item = secondGeneration({
      state: { kind: 'unanswered', lookups: [NOW + MINUTE], proved: true },
      attempts: [attemptOf('absent'), unansweredAttempt({ generation: 2 })],
      jobs: [],
    });
    takeReport(item, reportOf('J9'), settingFor());
    expect(newest(item)).toEqual(unansweredAttempt({ generation: 2 }));
    expect(item).toMatchObject({ reports: [], ignored: { foreign: 1 } });
    expect(item.warnings).toEqual([expect.stringMatching(/J9 of generation 1 .*paid/)]);
    expect(mayPay(item)).toBe(false);
  });

  it('that tells of a failure needs no warning: nothing is to be had for it', () => {
    const item = secondGeneration();
    takeReport(item, reportOf('J9', { outcome: failureOf() }), settingFor());
    expect(item).toMatchObject({ warnings: [], ignored: { foreign: 1 } });
  });
});

describe('a callback of the present generation, whose job nobody knows,', () => {
  it.each<[string, ItemRun]>([
    ['before the call', itemRunOf()],
    ['while the call is in flight', itemRunOf({ state: { kind: 'calling' }, attempts: [attemptOf('in-flight')] })],
    ['while the call is without an answer', unansweredItem()],
    [
      'while a second call is in flight',
      unansweredItem({ attempts: [attemptOf('in-flight', { unansweredCalls: 1 })] }),
    ],
    ['after the list has not shown the call', itemRunOf({ attempts: [attemptOf('absent', { unansweredCalls: 1 })] })],
    ['while a person is asked about the call', unansweredItem({ state: attentionState('outcome-unknown') })],
    [
      'while the item follows a mistyped job, its call without an answer',
      renderingItem({ attempts: [unansweredAttempt()], jobs: [jobRecord('K', { named: true })], jobId: 'K' }),
    ],
    ['while the shop is on hold', itemRunOf({ state: { kind: 'held' }, attempts: [attemptOf('not-sent')] })],
  ])('is kept %s', (_label, item) => {
    takeReport(item, reportOf('J1'), settingFor());
    expect(item.reports).toEqual([{ report: reportOf('J1'), askAt: NOW }]);
    expect(item).toMatchObject({ ignored: { repeated: 0, foreign: 0 } });
    expect(item.end).toBeUndefined();
  });

  it.each<[string, ItemRun]>([
    ['once the call’s job is known', renderingItem()],
    ['once the call is refused', itemRunOf({ state: attentionState('refused'), attempts: [attemptOf('refused')] })],
    ['once the item is produced', renderingItem({ state: { kind: 'produced' }, attempts: [unansweredAttempt()] })],
    ['once the item is abandoned', unansweredItem({ state: { kind: 'abandoned', why: 'Enough.' } })],
  ])('is foreign %s: dropped and counted', (_label, item) => {
    takeReport(item, reportOf('J9'), settingFor());
    expect(item).toMatchObject({ reports: [], ignored: { repeated: 0, foreign: 1 } });
    expect(item.end).toBeUndefined();
  });

  it('does not move the moments of the list lookups', () => {
    const item = unansweredItem();
    const before = structuredClone([item.state, item.attempts]);
    takeReport(item, reportOf('J1'), settingFor());
    expect([item.state, item.attempts]).toEqual(before);
  });

  it('is foreign where another item of the order has the job', () => {
    const item = unansweredItem();
    takeReport(item, reportOf('J1'), settingFor({ isSiblings: (jobId) => jobId === 'J1' }));
    expect(item).toMatchObject({ reports: [], ignored: { foreign: 1 } });
  });

  it('is one of ten at most that are kept; what is more is counted', () => {
    const item = unansweredItem();
    for (let job = 0; job < REPORTS_PER_ITEM + 5; job++) takeReport(item, reportOf(`J${job}`), settingFor());
    expect(item.reports).toHaveLength(REPORTS_PER_ITEM);
    expect(item.ignored.foreign).toBe(5);
  });

  it('is kept without its list of files where the order has no room for that; its size is told', () => {
    const outcome = successOf(50, { zip: 'https://files.example.com/all.zip' });
    const report = reportOf('J1', { outcome });
    const keptWith = (room: number) => {
      const item = unansweredItem();
      takeReport(item, report, settingFor({ room }));
      return item.reports[0]?.report.outcome;
    };
    expect(keptWith(jsonSize(report))).toEqual(outcome);
    expect(keptWith(jsonSize(report) - 1)).toEqual({
      ...outcome,
      files: [],
      filesOmitted: true,
      filesBytes: jsonSize(outcome.files),
    });
  });
});

describe('a callback of a later generation', () => {
  it.each<[string, ItemRun]>([
    ['while a call is without an answer', unansweredItem()],
    ['while the item follows a job', renderingItem()],
    ['after a refusal', itemRunOf({ state: attentionState('refused'), attempts: [attemptOf('refused')] })],
  ])('is kept %s: this run may have been reset', (_label, item) => {
    takeReport(item, reportOf('J9', { generation: 2 }), settingFor());
    expect(item.reports).toHaveLength(1);
    expect(item.ignored.foreign).toBe(0);
  });

  it('is compared once the list shows the job: it ends the item', () => {
    const item = renderingItem({ generation: 2, attempts: [attemptOf('accepted', { generation: 2 })] });
    item.reports = [keptReport(reportOf('J1', { generation: 2 }))];
    takeKeptReports(item, settingFor());
    expect(item).toMatchObject({ reports: [], end: { source: 'callback' } });
  });
});

describe('kept callbacks that are compared again', () => {
  it('stay where their call is still without an answer, whatever job the item follows meanwhile', () => {
    const kept = keptReport(reportOf('J1'), { askAt: NOW + MINUTE, missedOnce: true });
    const item = renderingItem({
      attempts: [unansweredAttempt()],
      jobs: [jobRecord('K', { named: true })],
      jobId: 'K',
      reports: [kept],
    });
    takeKeptReports(item, settingFor());
    expect(item.reports).toMatchObject([{ report: reportOf('J1') }]);
    expect(item.ignored.foreign).toBe(0);
  });
});

describe('a callback that could not be understood', () => {
  it('brings the next status check forward, once a generation', () => {
    const item = renderingItem();
    takeReport(item, unreadable, settingFor());
    expect(item.check).toBe('soon');
    item.check = undefined;
    takeReport(item, unreadable, settingFor());
    expect(item.check).toBeUndefined();
  });

  it('does so again in the next generation', () => {
    const item = secondGeneration({ checkBroughtForwardFor: 1 });
    takeReport(item, { itemId: 'a', generation: 2 }, settingFor());
    expect(item.check).toBe('soon');
  });

  it.each([1, 3])('of generation %d brings nothing forward in generation 2', (generation) => {
    const item = secondGeneration();
    takeReport(item, { itemId: 'a', generation }, settingFor());
    expect(item.check).toBeUndefined();
    expect(item.checkBroughtForwardFor).toBeUndefined();
  });

  it('does not turn a check that a person asked for into an automatic one', () => {
    const item = renderingItem({ check: 'extra' });
    takeReport(item, unreadable, settingFor());
    expect(item.check).toBe('extra');
  });

  it.each<[string, ItemRun]>([
    ['before the call', itemRunOf()],
    ['while the call is without an answer', unansweredItem()],
  ])('%s is remembered for the job that is known later', (_label, item) => {
    takeReport(item, unreadable, settingFor());
    expect(item).toMatchObject({ checkBroughtForwardFor: 1, reports: [], ignored: { repeated: 0, foreign: 0 } });
    expect(item.check).toBeUndefined();
  });
});

describe('a callback’s success that names neither file nor zip', () => {
  const empty = successOf(0);

  it.each([
    ['no file', empty, true],
    ['a zip', successOf(0, { zip: 'https://files.example.com/all.zip' }), false],
    ['a file', successOf(), false],
    ['files that were left out for their size', successOf(0, { fileCount: 3, filesOmitted: true }), false],
    ['a failure', failureOf(), false],
  ])('is told from others: %s', (_label, outcome, expected) => {
    expect(namesNoFile(outcome)).toBe(expected);
  });

  it('is not the end of the job: the order looks for itself', () => {
    const item = renderingItem();
    takeReport(item, reportOf('J1', { outcome: empty }), settingFor());
    expect(item.end).toBeUndefined();
    expect(item.check).toBe('soon');
  });

  it('still names a job, while a call is without an answer: nothing is paid before that has been asked about', () => {
    const item = unansweredItem({ attempts: [attemptOf('absent', { unansweredCalls: 1 })], state: { kind: 'queued' } });
    takeReport(item, reportOf('J1', { outcome: empty }), settingFor());
    expect(mayPay(item)).toBe(false);
  });
});

describe('whether a callback may be about a call that is not known', () => {
  it.each<[string, Partial<ItemRun>, number, boolean]>([
    ['an earlier generation', { generation: 2 }, 1, false],
    ['the present one, not called', {}, 1, true],
    ['the present one, accepted', { attempts: [attemptOf('accepted')] }, 1, false],
    [
      'the present one, accepted but another call of it unanswered',
      { attempts: [attemptOf('accepted', { provableFrom: NOW })] },
      1,
      true,
    ],
    ['the present one, refused', { attempts: [attemptOf('refused')] }, 1, false],
    ['the present one, absent from the list', { attempts: [attemptOf('absent')] }, 1, true],
    ['a later one', { attempts: [attemptOf('accepted')] }, 2, true],
    ['a later one, of an item that has ended', { state: { kind: 'cancelled' } }, 2, false],
  ])('of %s', (_label, rest, generation, expected) => {
    expect(isOpenTo(itemRunOf(rest), reportOf('J9', { generation }))).toBe(expected);
  });
});
