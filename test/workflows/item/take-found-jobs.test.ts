import { describe, expect, it } from '@jest/globals';
import type { Attempt } from '../../../src/contract/carried-state.js';
import { mayPay } from '../../../src/workflows/item/may-pay.js';
import { newest } from '../../../src/workflows/item/item-run.js';
import { knownJobs, takeFoundJobs } from '../../../src/workflows/item/take-found-jobs.js';
import {
  attemptOf,
  itemRunOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  renderingItem,
  reportOf,
  rowOf,
  settingFor,
  successOf,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

describe('what an item knows of the list’s rows', () => {
  it('are its jobs, dead ones too, and those that a person has decided against', () => {
    const jobs = [jobRecord('J1', { state: 'failed' }), jobRecord('J2', { generation: 2 })];
    expect(knownJobs(itemRunOf({ jobs, setAside: ['J0'] })).jobIds).toEqual(['J1', 'J2', 'J0']);
  });

  it.each<[string, boolean, Attempt]>([
    ['accepted', true, attemptOf('accepted')],
    ['refused', false, attemptOf('refused')],
    ['proved absent', false, attemptOf('absent')],
    ['not sent', false, attemptOf('not-sent')],
    ['unanswered', false, unansweredAttempt()],
    ['accepted, with another one unanswered', false, attemptOf('accepted', { provableFrom: NOW })],
  ])('are all rows of an earlier generation whose call was %s: %j', (_label, areKnown, attempt) => {
    const item = itemRunOf({ generation: 2, attempts: [attempt, attemptOf('none', { generation: 2 })] });
    expect(knownJobs(item).generations).toEqual(areKnown ? [1] : []);
  });

  it('are never all rows of the present generation: two of its calls may have been accepted', () => {
    expect(knownJobs(renderingItem()).generations).toEqual([]);
  });
});

describe('rows that the item does not know', () => {
  it.each([
    ['no row', []],
    ['a job of its own', [rowOf('J1')]],
    ['a job that a person has decided against', [rowOf('J0', { match: 'other' })]],
    ['a second job of an earlier generation, accepted', [rowOf('J7', { match: 'other' })]],
  ])('are none where the list shows %s: nothing changes', (_label, rows) => {
    const item = itemRunOf({
      generation: 2,
      attempts: [attemptOf('accepted'), attemptOf('none', { generation: 2 })],
      jobs: [jobRecord('J1', { state: 'failed' })],
      setAside: ['J0'],
    });
    const before = structuredClone(item);
    expect(takeFoundJobs(item, rows, settingFor())).toBeUndefined();
    expect(item).toEqual(before);
  });

  it('are followed where one is of the newest intent, with a warning that gives its date', () => {
    const item = unansweredItem();
    const row = rowOf('J1', { createdOn: '2025-12-31T23:59:00Z', printessOrderId: 'P1' });
    expect(takeFoundJobs(item, [row], settingFor())).toEqual({ kind: 'rendering', nextCheckAt: NOW + 10 * MINUTE });
    expect(item.jobs).toMatchObject([{ jobId: 'J1', printessOrderId: 'P1', generation: 1, state: 'rendering' }]);
    expect(item.warnings).toEqual([expect.stringMatching(/J1 of 2025-12-31 23:59 UTC/)]);
    expect(newest(item)).toEqual(attemptOf('accepted', { unansweredCalls: 1 }));
    expect(mayPay(item)).toBe(false);
  });

  it('are followed where one is of a higher generation of the very same item: the run before had got as far', () => {
    const item = itemRunOf();
    const state = takeFoundJobs(item, [rowOf('J3', { generation: 3, match: 'same' })], settingFor());
    expect(state?.kind).toBe('rendering');
    expect(item).toMatchObject({ generation: 3, jobId: 'J3' });
    expect(newest(item)).toEqual(attemptOf('accepted', { generation: 3 }));
    expect(item.jobs).toMatchObject([{ jobId: 'J3', generation: 3 }]);
  });

  it('are followed where one is of a lower generation of the very same item, which keeps its generation', () => {
    const item = itemRunOf({ generation: 2, attempts: [attemptOf('absent'), attemptOf('none', { generation: 2 })] });
    takeFoundJobs(item, [rowOf('J1', { match: 'same' })], settingFor());
    expect(item).toMatchObject({ generation: 2, jobId: 'J1', jobs: [{ jobId: 'J1', generation: 1 }] });
  });

  it('of several generations of the very same item are followed by the highest one', () => {
    const item = itemRunOf();
    takeFoundJobs(item, [rowOf('J1'), rowOf('J2', { generation: 2, match: 'same' })], settingFor());
    expect(item).toMatchObject({ generation: 2, jobId: 'J2' });
  });

  it('are not asked about where one is of another design under the same number, and one is the newest intent’s', () => {
    const item = unansweredItem();
    takeFoundJobs(item, [rowOf('J0', { match: 'other' }), rowOf('J1')], settingFor());
    expect(item).toMatchObject({ jobId: 'J1', setAside: ['J0'] });
  });

  it('are not asked about where another design under the same number has got to a higher generation', () => {
    const item = unansweredItem();
    const rows = [rowOf('J0', { generation: 2, match: 'other' }), rowOf('J1')];
    expect(takeFoundJobs(item, rows, settingFor())?.kind).toBe('rendering');
    expect(item.jobId).toBe('J1');
  });

  it('are asked about where nothing proves one to be of this order’s line: nothing is followed, paid or proved', () => {
    const item = unansweredItem();
    const before = structuredClone(item);
    const rows = [rowOf('J0', { match: 'other' }), rowOf('J9', { generation: 2, match: 'other' })];
    expect(takeFoundJobs(item, rows, settingFor())).toMatchObject({
      kind: 'attention',
      reason: 'outcome-unknown',
      since: NOW,
      offered: ['J0', 'J9'],
      message: expect.stringMatching(/holds 2 jobs of this item .*generation 1 .*generation 2 /),
    });
    expect(item).toEqual({ ...before, seenGeneration: 2 });
  });

  it('are asked about in a text of bounded length, however many there are', () => {
    const rows = Array.from({ length: 500 }, (_, index) => rowOf(`J${index}`, { match: 'other' }));
    const state = takeFoundJobs(itemRunOf(), rows, settingFor());
    expect(JSON.stringify(state && { ...state, offered: [] }).length).toBeLessThan(1_500);
  });

  it('of the newest intent, two of them, have the oldest followed and a second payment told', () => {
    const item = unansweredItem();
    const rows = [rowOf('J1'), rowOf('J2', { createdOn: '2026-01-01T00:01:00Z' })];
    takeFoundJobs(item, rows, settingFor());
    expect(item.jobId).toBe('J1');
    expect(item.warnings).toContainEqual(expect.stringMatching(/second paid job.*J2 of 2026-01-01 00:01 UTC/));
    // Neither is news to the next lookup.
    expect(takeFoundJobs(item, rows, settingFor())).toBeUndefined();
    expect(item.jobId).toBe('J1');
  });

  it('are not followed where another item of the order has the job: a person is asked, and the call is proved', () => {
    const item = unansweredItem();
    const state = takeFoundJobs(item, [rowOf('J1')], settingFor({ isSiblings: (jobId) => jobId === 'J1' }));
    expect(state).toMatchObject({ kind: 'attention', reason: 'outcome-unknown', offered: ['J1'] });
    expect(newest(item).call).toBe('accepted');
    expect(item.jobs).toEqual([]);
  });
});

describe('a row of the list', () => {
  it('proves the call that it names, also where the item has its job already', () => {
    const item = unansweredItem({ jobs: [jobRecord('J1', { state: 'failed' })], jobId: 'J1' });
    expect(takeFoundJobs(item, [rowOf('J1')], settingFor())).toBeUndefined();
    expect(newest(item)).toEqual(attemptOf('accepted', { unansweredCalls: 1 }));
  });

  it('proves no other call than the one that it names', () => {
    const attempts = [unansweredAttempt(), unansweredAttempt({ generation: 2 })];
    const item = unansweredItem({ generation: 2, attempts });
    takeFoundJobs(item, [rowOf('J1', { match: 'same' })], settingFor());
    expect(item.attempts).toMatchObject([{ call: 'accepted' }, { call: 'unanswered', provableFrom: NOW + MINUTE }]);
  });

  it('of another design proves no call, whatever generation it names', () => {
    const item = unansweredItem();
    takeFoundJobs(item, [rowOf('J0', { match: 'other' })], settingFor());
    expect(newest(item)).toEqual(unansweredAttempt());
  });

  it('that is followed is compared with the callbacks that were kept', () => {
    const item = unansweredItem({ reports: [keptReport(reportOf('J1')), keptReport(reportOf('J9'))] });
    takeFoundJobs(item, [rowOf('J1')], settingFor());
    expect(item).toMatchObject({
      end: { outcome: successOf(), source: 'callback' },
      reports: [],
      ignored: { foreign: 1 },
    });
  });

  it('does not have a person read that nothing was sent, where a call of the item is without an answer', () => {
    const state = takeFoundJobs(unansweredItem(), [rowOf('J0', { match: 'other' })], settingFor());
    expect(state).toMatchObject({ message: expect.not.stringContaining('Nothing was sent') });
    expect(state).toMatchObject({ message: expect.stringContaining('without an answer') });
  });
});
