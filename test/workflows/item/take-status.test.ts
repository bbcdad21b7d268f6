import { describe, expect, it } from '@jest/globals';
import type { StatusAnswer } from '../../../src/contract/activity-inputs.js';
import { followed, type ItemState, type Job } from '../../../src/contract/carried-state.js';
import type { Outcome } from '../../../src/contract/outcome.js';
import { type ItemRun, type Setting } from '../../../src/workflows/item/item-run.js';
import { takeStatus, takeStatusInAttention } from '../../../src/workflows/item/take-status.js';
import {
  attentionState,
  failureOf,
  HOUR,
  jobRecord,
  MINUTE,
  NOW,
  renderingItem,
  SECOND,
  settingFor,
  successOf,
} from '../../support/item-run-of.js';

type Rendering = Extract<ItemState, { kind: 'rendering' }>;

const DUE: Rendering = { kind: 'rendering', nextCheckAt: NOW };
const pending: StatusAnswer = { kind: 'pending', statusCalls: 1 };
const unknown: StatusAnswer = { kind: 'unknown', statusCalls: 1 };
const final = (outcome: Outcome): StatusAnswer => ({ kind: 'final', outcome, statusCalls: 1 });
const nothing = successOf(0, { warnings: ['Printess reported success without any file.'] });

const itemWith = (job: Partial<Job> = {}) => renderingItem({ jobs: [jobRecord('J1', job)] });

function check(
  item: ItemRun,
  answer: StatusAnswer | undefined,
  { state = DUE, automatic = true, ...rest }: { state?: Rendering; automatic?: boolean } & Partial<Setting> = {},
): ItemState {
  const job = followed(item);
  if (!job) throw new Error('The item follows no job');
  return takeStatus(item, state, { job, answer, automatic }, settingFor(rest));
}

describe('a status check that says the job is still being made', () => {
  it.each([
    [0, HOUR],
    [1, 4 * HOUR],
    [2, 12 * HOUR],
    [3, 24 * HOUR],
    [7, 24 * HOUR],
  ])('after %d checks comes again after the policy’s next wait, %d ms', (checks, wait) => {
    const item = itemWith({ checks, deadline: NOW + 100 * HOUR });
    expect(check(item, pending)).toEqual({ kind: 'rendering', nextCheckAt: NOW + wait });
    expect(item.jobs).toMatchObject([{ checks: checks + 1 }]);
  });

  it('comes again at the deadline where that is sooner', () => {
    const item = itemWith({ deadline: NOW + 30 * MINUTE });
    expect(check(item, pending)).toEqual({ kind: 'rendering', nextCheckAt: NOW + 30 * MINUTE });
  });

  it('is overdue at the deadline', () => {
    const state = check(itemWith({ deadline: NOW }), pending);
    expect(state).toMatchObject({ kind: 'attention', reason: 'overdue', since: NOW });
    expect(state).toMatchObject({ message: expect.stringContaining('still making the item') });
  });

  it('by a person’s checkNow stretches no automatic one, however often it is asked for', () => {
    const item = itemWith();
    const state: Rendering = { kind: 'rendering', nextCheckAt: NOW + 10 * MINUTE };
    for (let asked = 0; asked < 4; asked++)
      expect(check(item, pending, { state, automatic: false, now: NOW + asked })).toEqual(state);
    expect(item.jobs).toMatchObject([{ checks: 0 }]);
  });

  it('has a job that a person named known to be paid', () => {
    const item = itemWith({ named: true });
    check(item, pending);
    expect(item.jobs[0]).not.toHaveProperty('named');
  });
});

describe('a status check without an answer', () => {
  it('counts as one of the policy’s, so that a dead Printess is not asked all the time', () => {
    const item = itemWith();
    expect(check(item, undefined)).toEqual({ kind: 'rendering', nextCheckAt: NOW + HOUR });
    expect(item.jobs).toMatchObject([{ checks: 1 }]);
  });

  it('changes nothing where a person asked for it', () => {
    const item = itemWith();
    const state: Rendering = { kind: 'rendering', nextCheckAt: NOW + 10 * MINUTE };
    expect(check(item, undefined, { state, automatic: false })).toEqual(state);
    expect(item).toEqual(itemWith());
  });

  it('is overdue at the deadline, and does not say that Printess is making the item', () => {
    const state = check(itemWith({ deadline: NOW }), undefined);
    expect(state).toMatchObject({ reason: 'overdue', message: expect.stringContaining('could not be asked') });
  });

  it('does not make a job that a person named a paid one', () => {
    const item = itemWith({ named: true });
    check(item, undefined);
    expect(item.jobs).toMatchObject([{ named: true }]);
  });
});

describe('a status check that says the job’s end', () => {
  it.each([true, false])('in success makes the item produced, learnt from the status (automatic: %j)', (automatic) => {
    const item = itemWith();
    expect(check(item, final(successOf(2)), { automatic })).toEqual({ kind: 'produced' });
    expect(item).toMatchObject({ success: successOf(2), source: 'status', jobs: [{ state: 'succeeded' }] });
  });

  it('in failure needs a person, who reads why', () => {
    const item = itemWith();
    expect(check(item, final(failureOf('No such font')))).toMatchObject({
      kind: 'attention',
      reason: 'render-failed',
      message: expect.stringContaining('No such font'),
    });
    expect(item).toMatchObject({ source: 'status', jobs: [{ state: 'failed' }] });
    expect(item.success).toBeUndefined();
  });

  it('in a success without file or zip is not the end: it is asked about again', () => {
    const item = itemWith();
    expect(check(item, final(nothing))).toEqual({ kind: 'rendering', nextCheckAt: NOW + HOUR });
    expect(item.success).toBeUndefined();
  });

  it('in a success of a zip alone is the end', () => {
    const item = itemWith();
    expect(check(item, final(successOf(0, { zip: 'https://files.example.com/all.zip' })))).toEqual({
      kind: 'produced',
    });
    expect(item.success).toMatchObject({ zip: 'https://files.example.com/all.zip' });
  });

  it('counts after the deadline too', () => {
    expect(check(itemWith({ deadline: NOW - HOUR }), final(successOf()))).toEqual({ kind: 'produced' });
  });
});

describe('a status check that does not know the job', () => {
  it('is made once more after the settle time', () => {
    const item = itemWith();
    expect(check(item, unknown)).toEqual({ kind: 'rendering', nextCheckAt: NOW + MINUTE });
    expect(item.jobs).toMatchObject([{ missedAt: NOW, state: 'rendering' }]);
  });

  it('the second time needs a person', () => {
    const item = itemWith({ missedAt: NOW - MINUTE });
    expect(check(item, unknown)).toMatchObject({ kind: 'attention', reason: 'job-unknown', since: NOW });
    expect(item.jobs).toMatchObject([{ state: 'unknown' }]);
  });

  it('then knows it, then does not again: is not the second time but the first', () => {
    const item = itemWith();
    check(item, unknown);
    check(item, pending);
    expect(check(item, unknown)).toEqual({ kind: 'rendering', nextCheckAt: NOW + MINUTE });
    expect(check(item, unknown, { now: NOW + MINUTE })).toMatchObject({ reason: 'job-unknown' });
  });

  it('is not made undone by one without an answer between', () => {
    const item = itemWith();
    check(item, unknown);
    check(item, undefined);
    expect(check(item, unknown, { now: NOW + MINUTE })).toMatchObject({ reason: 'job-unknown' });
  });

  it('does not know a job that a person named: nothing was paid as far as anybody knows', () => {
    const state = check(itemWith({ named: true, missedAt: NOW - MINUTE }), unknown);
    expect(state).toMatchObject({ reason: 'job-unknown', message: expect.stringContaining('Nothing was paid.') });
  });

  it('by a person’s checkNow does not put the automatic one off', () => {
    const item = itemWith();
    const state: Rendering = { kind: 'rendering', nextCheckAt: NOW + 10 * SECOND };
    expect(check(item, unknown, { state, automatic: false })).toEqual(state);
  });

  it('by a second checkNow within the settle time gives the job up no sooner than the settle time allows', () => {
    const item = itemWith();
    const state = check(item, unknown, { automatic: false, state: { kind: 'rendering', nextCheckAt: NOW + HOUR } });
    expect(state).toEqual({ kind: 'rendering', nextCheckAt: NOW + MINUTE });
    const again = check(item, unknown, { automatic: false, state: state as Rendering, now: NOW + 5 * SECOND });
    expect(again.kind).toBe('rendering');
  });

  it('by a person’s checkNow, and then knows it, leaves the policy’s checks where they would have been', () => {
    const item = itemWith();
    const planned = NOW + 10 * MINUTE;
    const state = check(item, unknown, { automatic: false, state: { kind: 'rendering', nextCheckAt: planned } });
    const next = check(item, pending, { state: state as Rendering, now: NOW + MINUTE });
    expect(next).toMatchObject({ kind: 'rendering' });
    expect((next as Rendering).nextCheckAt).toBeLessThanOrEqual(planned + MINUTE);
  });
});

describe('what a callback has reported of a job, but for its long list of files,', () => {
  const reported = successOf(0, {
    fileCount: 3_000,
    filesOmitted: true,
    filesBytes: 400_000,
    zip: 'https://files.example.com/z',
  });
  const state: Rendering = { ...DUE, reported };
  const { filesBytes, ...withoutList } = reported;

  it('is completed by the list that the one status check brings', () => {
    const item = itemWith({ state: 'succeeded' });
    expect(check(item, final(successOf(3)), { state })).toEqual({ kind: 'produced' });
    expect(item).toMatchObject({ success: successOf(3), source: 'callback' });
  });

  it.each([
    ['says that the job has failed', final(failureOf())],
    ['is still being made', pending],
    ['does not know the job', unknown],
    ['names neither file nor zip', final(nothing)],
  ])('is the end all the same where that status check %s', (_label, answer) => {
    const item = itemWith({ state: 'succeeded' });
    expect(check(item, answer, { state })).toEqual({ kind: 'produced' });
    expect(item).toMatchObject({ success: withoutList, source: 'callback', jobs: [{ state: 'succeeded' }] });
    expect(item.success).not.toHaveProperty('filesBytes');
    expect(item.warnings).toEqual([expect.stringContaining('The list of 3000 files is left out')]);
    expect(item.warnings).toEqual([expect.not.stringContaining('too large')]);
  });

  it('is waited for where that status check has no answer: the next one asks', () => {
    const item = itemWith({ state: 'succeeded' });
    expect(check(item, undefined, { state })).toMatchObject({ kind: 'rendering', reported });
    expect(check(item, undefined, { state })).toMatchObject({ nextCheckAt: expect.any(Number) });
    expect(item.success).toBeUndefined();
  });

  it('is the end without its list where the last status check has no answer either', () => {
    const item = itemWith({ state: 'succeeded', deadline: NOW });
    expect(check(item, undefined, { state })).toEqual({ kind: 'produced' });
    expect(item).toMatchObject({ success: withoutList, source: 'callback' });
  });
});

describe('an overdue item', () => {
  it.each([
    ['is still being made', pending, 'still making the item'],
    ['could not be asked about', undefined, 'could not be asked'],
    ['has succeeded without a file', final(nothing), 'names no file'],
  ])('says of its job that it %s', (_label, answer, said) => {
    const next = check(itemWith({ deadline: NOW }), answer);
    expect(next).toMatchObject({ kind: 'attention', reason: 'overdue', message: expect.stringContaining(said) });
  });
});

describe('a status check of an item in attention', () => {
  const overdue = attentionState('overdue');
  const inAttention = (job: Partial<Job>) => {
    const item = itemWith(job);
    item.state = overdue;
    return item;
  };
  const ask = (item: ItemRun, answer: StatusAnswer | undefined) => {
    const job = followed(item);
    if (!job) throw new Error('The item follows no job');
    return takeStatusInAttention(item, overdue, job, answer, settingFor());
  };

  it.each([
    ['is still being made', pending],
    ['is not known', unknown],
    ['cannot be asked about', undefined],
    ['names neither file nor zip', final(nothing)],
  ])('changes nothing where the job %s', (_label, answer) => {
    const item = inAttention({});
    const before = structuredClone(item);
    expect(ask(item, answer)).toBe(overdue);
    expect(item).toEqual(before);
  });

  it('changes nothing where the job is known to have failed, and still has', () => {
    expect(ask(inAttention({ state: 'failed' }), final(failureOf()))).toBe(overdue);
  });

  it('that says it has failed tells the person, who thought it overdue', () => {
    expect(ask(inAttention({}), final(failureOf()))).toMatchObject({ kind: 'attention', reason: 'render-failed' });
  });

  it.each(['rendering', 'unknown', 'failed'] as const)(
    'that says it has succeeded makes the item produced, where the job was %s',
    (state) => {
      const item = inAttention({ state });
      expect(ask(item, final(successOf()))).toEqual({ kind: 'produced' });
      expect(item).toMatchObject({ success: successOf(), source: 'status', jobs: [{ state: 'succeeded' }] });
    },
  );
});
