import { describe, expect, it } from '@jest/globals';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import {
  failedText,
  foundJobsText,
  overdueText,
  paidText,
  refusedText,
  sentence,
  unansweredText,
  unknownJobText,
} from '../../../src/workflows/item/attention-texts.js';
import {
  attemptOf,
  itemRunOf,
  jobRecord,
  NOW,
  renderingItem,
  rowOf,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

describe('what an item has cost is told as', () => {
  it.each<[string, Partial<ItemRun>, string]>([
    ['nothing, where no call was accepted', {}, 'Nothing was paid.'],
    ['nothing, where a refused one was', { attempts: [attemptOf('refused')] }, 'Nothing was paid.'],
    ['its job', { jobs: [jobRecord('J1')] }, '1 job is paid: J1.'],
    [
      'its jobs, the dead ones too',
      { jobs: [jobRecord('J1', { state: 'failed' }), jobRecord('J2')] },
      '2 jobs are paid: J1, J2.',
    ],
    [
      'how many, and the newest three',
      { jobs: ['J1', 'J2', 'J3', 'J4'].map((jobId) => jobRecord(jobId)) },
      '4 jobs are paid: J2, J3, J4.',
    ],
    [
      'nothing for a job that a person named and nobody has looked at',
      { jobs: [jobRecord('K', { named: true })] },
      'Nothing was paid.',
    ],
    [
      'unknown, where a call is without an answer',
      { attempts: [unansweredAttempt()] },
      'One call is without an answer, and may have been paid.',
    ],
    [
      'unknown beside what is known, where an earlier call may still be proved',
      { attempts: [attemptOf('none', { provableFrom: NOW })], jobs: [jobRecord('J1')] },
      '1 job is paid: J1. One call is without an answer, and may have been paid.',
    ],
  ])('%s', (_label, rest, text) => {
    expect(paidText(itemRunOf(rest))).toBe(text);
  });
});

describe('no text says that nothing was paid, or sent,', () => {
  const item = unansweredItem();
  it.each([
    ['refused', refusedText(item, 'No such template.')],
    ['failed', failedText(item, jobRecord('J1', { state: 'failed', why: 'No such font' }), 'No such font')],
    ['unanswered', unansweredText(item, 'The answer was lost.')],
    ['unknown', unknownJobText(item)],
    ['overdue', overdueText(item, 'pending')],
    ['found', foundJobsText(item, [rowOf('J0', { match: 'other' })])],
  ])('while a call is without an answer: %s', (_label, text) => {
    expect(text).not.toMatch(/nothing was (paid|sent)/i);
    expect(text).toContain('may have been paid');
  });
});

describe('a render that fails again', () => {
  const failed = (jobId: string, why: string) => jobRecord(jobId, { state: 'failed', why });
  it('for the same reason is said with how often, and that a retry only costs', () => {
    const jobs = [failed('J1', 'Font missing'), failed('J2', 'No memory'), failed('J3', 'Font missing')];
    const text = failedText(itemRunOf({ jobs }), failed('J3', 'Font missing'), 'Font missing');
    expect(text).toContain('Tried 3 times, 3 credits, 2 times: Font missing. Do not retry before that is fixed');
  });

  it('and never for another one is said to be always so, with no list of ids', () => {
    const jobs = [failed('J1', 'Font missing'), failed('J2', 'Font missing')];
    const text = failedText(itemRunOf({ jobs }), failed('J2', 'Font missing'), 'Font missing');
    expect(text).toContain('Tried 2 times, 2 credits, always: Font missing. Do not retry before that is fixed');
    expect(text).not.toContain('J1');
  });

  it('for another reason is a failure like any', () => {
    const jobs = [failed('J1', 'No memory'), failed('J2', 'Font missing')];
    expect(failedText(itemRunOf({ jobs }), failed('J2', 'Font missing'), 'Font missing')).toContain(
      'Fix the cause, then',
    );
  });
});

describe('each text of attention', () => {
  it.each([
    ['refused', refusedText(itemRunOf(), 'No.'), ['retryItem', 'abandonItem']],
    ['failed', failedText(renderingItem(), jobRecord('J1'), 'No.'), ['retryItem', 'abandonItem']],
    ['unanswered', unansweredText(unansweredItem(), 'No.'), ['adoptJob', 'retryItem']],
    ['unknown', unknownJobText(renderingItem()), ['adoptJob', 'retryItem', 'abandonItem']],
    ['overdue', overdueText(renderingItem(), undefined), ['checkNow', 'retryItem', 'abandonItem']],
    ['found', foundJobsText(itemRunOf(), [rowOf('J0')]), ['adoptJob', 'retryItem', 'abandonItem']],
  ])('names what a person can do: %s', (_label, text, actions) => {
    for (const action of actions) expect(text).toContain(action);
  });
});

it.each([
  ['No', 'No.'],
  ['No.', 'No.'],
  ['Why?', 'Why?'],
  ['So it goes…', 'So it goes…'],
  [' No ', 'No.'],
])('%j ends in one full stop', (text, expected) => {
  expect(sentence(text)).toBe(expected);
});
