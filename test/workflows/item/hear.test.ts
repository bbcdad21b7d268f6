import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import type { Hold } from '../../../src/contract/carried-state.js';
import type { Decision } from '../../../src/workflows/item/decision.js';
import { hasNews, hear, reportToProve, waitFor } from '../../../src/workflows/item/hear.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import type { OrderRun } from '../../../src/workflows/order/order-run.js';
import {
  attemptOf,
  attentionState,
  DAY,
  failureOf,
  itemRunOf,
  keptReport,
  MINUTE,
  NOW,
  orderRunOf,
  renderingItem,
  reportOf,
  successOf,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => void jest.restoreAllMocks());

const cancelled = new CancelledFailure('The order was cancelled');
const abandon: Decision = {
  kind: 'abandon',
  itemId: 'a',
  reason: 'Enough.',
  record: { at: new Date(NOW).toISOString(), action: 'abandonItem' },
};
const hold: Hold = { reason: 'insufficient-funds', message: '402', since: NOW - 7 * DAY, tries: 3, nextTryAt: NOW };
const hearAlone = (item: ItemRun, rest: Partial<OrderRun> = {}) => hear(orderRunOf([item], rest), item, item.state);

describe('of what comes in the same moment', () => {
  const end = { outcome: successOf(), source: 'callback' as const };

  it.each<[string, Partial<ItemRun>, Partial<OrderRun>, string | undefined]>([
    ['the job’s end, a cancellation and a decision', { end, decision: abandon }, { cancelled }, 'produced'],
    ['the job’s end and a decision', { end, decision: abandon }, {}, 'produced'],
    ['a cancellation and a decision', { decision: abandon }, { cancelled }, 'cancelled'],
    ['a decision', { decision: abandon }, {}, 'abandoned'],
    ['nothing', {}, {}, undefined],
  ])('the facts win: %s', (_label, rest, order, kind) => {
    expect(hearAlone(renderingItem(rest), order)?.kind).toBe(kind);
  });

  it('a failure wins over a decision about what was before it', () => {
    const item = renderingItem({
      state: attentionState('overdue'),
      end: { outcome: failureOf(), source: 'callback' },
      decision: abandon,
    });
    expect(hearAlone(item)).toMatchObject({ kind: 'attention', reason: 'render-failed' });
    expect(item.decisions).toEqual([]);
  });

  it('a decision wins over the end of patience', () => {
    const item = itemRunOf({ state: attentionState('refused', { since: NOW - 7 * DAY }), decision: abandon });
    expect(hearAlone(item)).toEqual({ kind: 'abandoned', why: 'Enough.' });
  });

  it('the end of a job is heard once', () => {
    const item = renderingItem({ end });
    hearAlone(item);
    expect(item.end).toBeUndefined();
  });
});

describe('patience', () => {
  it.each([
    ['is over seven days after an item came to need a person', NOW - 7 * DAY, 'abandoned'],
    ['is not over a millisecond before', NOW - 7 * DAY + 1, undefined],
  ])('%s', (_label, since, kind) => {
    expect(hearAlone(itemRunOf({ state: attentionState('refused', { since }) }))?.kind).toBe(kind);
  });

  it('is over though a callback is kept that cannot be checked', () => {
    const item = unansweredItem({
      state: attentionState('outcome-unknown', { since: NOW - 7 * DAY }),
      reports: [keptReport(reportOf('J1'))],
    });
    expect(hearAlone(item)?.kind).toBe('abandoned');
  });

  it('with a hold ends seven days after it began', () => {
    const held = () => itemRunOf({ state: { kind: 'held' } });
    expect(hearAlone(held(), { hold })).toMatchObject({
      kind: 'abandoned',
      why: expect.stringContaining('insufficient-funds'),
    });
    expect(hearAlone(held(), { hold: { ...hold, since: NOW - 7 * DAY + 1 } })).toBeUndefined();
  });

  it('with a hold does not end for an item that is not held by it', () => {
    expect(hearAlone(renderingItem(), { hold })).toBeUndefined();
  });
});

describe('a cancelled order', () => {
  it.each<[string, ItemRun]>([
    ['queued', itemRunOf()],
    ['held', itemRunOf({ state: { kind: 'held' } })],
    ['rendering', renderingItem()],
    ['in attention', itemRunOf({ state: attentionState('refused') })],
  ])('has an item cancelled that is %s, without a word of an unanswered call', (_label, item) => {
    expect(hearAlone(item, { cancelled })).toEqual({ kind: 'cancelled' });
    expect(item.warnings).toEqual([]);
  });

  it('says of an item whose call is without an answer that nobody knows, and leaves that on record', () => {
    const item = unansweredItem();
    expect(hearAlone(item, { cancelled })).toEqual({ kind: 'cancelled' });
    expect(item.warnings).toEqual([
      expect.stringContaining('nobody knew whether Printess accepted: The answer was lost.'),
    ]);
    expect(item.attempts).toEqual([unansweredAttempt()]);
  });
});

describe('news', () => {
  it.each<[string, boolean, Partial<ItemRun>, Partial<OrderRun>]>([
    ['a job’s end', true, { end: { outcome: failureOf(), source: 'callback' } }, {}],
    ['a decision', true, { decision: abandon }, {}],
    ['a cancellation', true, {}, { cancelled }],
    ['a status check that somebody wants, which the item’s own step sees to', false, { check: 'extra' }, {}],
    ['a kept callback, which is asked about', false, { reports: [keptReport(reportOf('J1'))] }, {}],
  ])('are %s: %j', (_label, expected, rest, order) => {
    const item = renderingItem(rest);
    expect(hasNews(orderRunOf([item], order), item)).toBe(expected);
  });
});

describe('a kept callback', () => {
  const due = keptReport(reportOf('J1'));

  it.each<[string, boolean, Partial<ItemRun>]>([
    ['whose call is without an answer', true, { attempts: [unansweredAttempt()] }],
    ['whose call the list has not shown', true, { attempts: [attemptOf('absent', { unansweredCalls: 1 })] }],
    ['whose call is to be looked for again', true, { attempts: [attemptOf('none', { provableFrom: NOW })] }],
    [
      'whose call went without an answer, and is held now',
      true,
      { attempts: [attemptOf('not-sent', { unansweredCalls: 1 })] },
    ],
    ['whose call is answered', false, { attempts: [attemptOf('accepted', { unansweredCalls: 1 })] }],
    ['whose call is in flight', false, { attempts: [attemptOf('in-flight')] }],
    [
      'of an earlier generation',
      false,
      { generation: 2, attempts: [attemptOf('absent'), unansweredAttempt({ generation: 2 })] },
    ],
    ['whose moment has not come', false, { attempts: [unansweredAttempt()], reports: [{ ...due, askAt: NOW + 1 }] }],
  ])('%s is asked about now: %j', (_label, isAsked, rest) => {
    expect(reportToProve(itemRunOf({ reports: [due], ...rest }))).toEqual(isAsked ? due : undefined);
  });

  it('is asked about, the first that is due', () => {
    const item = unansweredItem({ reports: [keptReport(reportOf('J0'), { askAt: NOW + MINUTE }), due] });
    expect(reportToProve(item)).toBe(due);
  });

  it('wakes the item when it is to be asked about, whatever the item waits for', async () => {
    const waits: [boolean, number | undefined][] = [];
    const item = unansweredItem({ reports: [keptReport(reportOf('J1'), { askAt: NOW + MINUTE })] });
    const order = orderRunOf([item]);
    order.timer.until = (fact, moment) => Promise.resolve(void waits.push([fact(), moment]));
    await waitFor(order, item, () => false, NOW + DAY);
    expect(waits).toEqual([[false, NOW + MINUTE]]);
  });

  it('wakes the item when an earlier one comes while it waits', async () => {
    const item = unansweredItem();
    const order = orderRunOf([item]);
    const facts: boolean[] = [];
    order.timer.until = (fact) => {
      facts.push(fact());
      item.reports = [due];
      return Promise.resolve(void facts.push(fact()));
    };
    await waitFor(order, item, () => false, NOW + DAY);
    expect(facts).toEqual([false, true]);
  });
});
