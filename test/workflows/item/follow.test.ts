import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { waitsOf } from '../../../src/contract/policy.js';
import { follow, nextCheckAt } from '../../../src/workflows/item/follow.js';
import { newest } from '../../../src/workflows/item/item-run.js';
import {
  DAY,
  HOUR,
  itemRunOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  renderingItem,
  reportOf,
  settingFor,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

describe('the next status check', () => {
  it.each([
    [0, 10 * MINUTE],
    [1, HOUR],
    [2, 4 * HOUR],
    [3, 12 * HOUR],
    [4, 24 * HOUR],
    [5, 24 * HOUR],
    [50, 24 * HOUR],
  ])('after %d checks comes %d ms later', (checks, wait) => {
    expect(nextCheckAt(jobRecord('J1', { checks, deadline: NOW + 9 * DAY }), settingFor())).toBe(NOW + wait);
  });

  it('comes in a window of a tenth of its wait, for others to share its moment', () => {
    const windows: number[][] = [];
    const moment = (earliest: number, latest: number) => (windows.push([earliest, latest]), latest);
    expect(nextCheckAt(jobRecord('J1'), settingFor({ moment }))).toBe(NOW + 11 * MINUTE);
    expect(windows).toEqual([[NOW + 10 * MINUTE, NOW + 11 * MINUTE]]);
  });

  it('never comes after the deadline, nor before now, whatever the policy and the chance', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 20 }),
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat({ max: 60 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (minutes, deadline, checks, chance) => {
          const waits = waitsOf({ statusChecks: minutes.map((count) => `${count}m`) });
          const moment = (earliest: number, latest: number) => Math.round(earliest + chance * (latest - earliest));
          const job = jobRecord('J1', { checks, deadline: NOW + deadline * MINUTE });
          const next = nextCheckAt(job, settingFor({ waits, moment }));
          expect(next).toBeGreaterThan(NOW);
          expect(next).toBeLessThanOrEqual(job.deadline);
        },
      ),
    );
  });
});

describe('an item that follows a job', () => {
  it('has the order’s deadline from now on', () => {
    const item = itemRunOf();
    follow(item, { jobId: 'J1', generation: 1 }, settingFor({ waits: waitsOf({ orderDeadline: '3h' }) }));
    expect(item.jobs).toMatchObject([{ deadline: NOW + 3 * HOUR }]);
  });

  it('has it asked about at once where a person named it: nobody knows yet whether it is one', () => {
    const item = itemRunOf();
    expect(follow(item, { jobId: 'K', generation: 1, named: true }, settingFor())).toEqual({
      kind: 'rendering',
      nextCheckAt: NOW,
    });
    expect(item.jobs).toMatchObject([{ jobId: 'K', named: true }]);
  });

  it('follows one on its record again with its checks, its misses and its deadline anew', () => {
    const item = renderingItem({
      jobs: [jobRecord('J1', { state: 'unknown', checks: 5, missedAt: NOW, deadline: NOW - DAY }), jobRecord('J2')],
      jobId: 'J2',
    });
    follow(item, { jobId: 'J1', generation: 1 }, settingFor());
    expect(item.jobId).toBe('J1');
    expect(item.jobs).toEqual([jobRecord('J1', { deadline: NOW + 2 * DAY }), jobRecord('J2')]);
  });

  it('forgets the end that it had heard of another one', () => {
    const item = renderingItem({ end: { outcome: { kind: 'failed', message: '' }, source: 'callback' } });
    follow(item, { jobId: 'K', generation: 1, named: true }, settingFor());
    expect(item.end).toBeUndefined();
  });

  it('at a person’s word leaves its own call without an answer, and keeps the callbacks that may prove it', () => {
    const item = unansweredItem({ reports: [keptReport(reportOf('J1'))] });
    follow(item, { jobId: 'K', generation: 1, named: true }, settingFor());
    expect(newest(item)).toEqual(unansweredAttempt());
    expect(item.reports).toHaveLength(1);
    expect(item.ignored.foreign).toBe(0);
  });
});
