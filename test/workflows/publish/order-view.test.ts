import { describe, expect, it } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { orderViewSchema } from '../../../src/contract/view.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { attentionOf, itemView, orderView, stateOf, viewState } from '../../../src/workflows/publish/order-view.js';
import {
  attemptOf,
  attentionState,
  itemRunOf,
  jobRecord,
  MINUTE,
  NOW,
  orderRunOf,
  renderingItem,
  successOf,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

const hold = { reason: 'unreachable' as const, message: '429', since: NOW, tries: 0, nextTryAt: NOW + MINUTE };
const iso = new Date(NOW).toISOString();

describe('an item is shown', () => {
  it.each<[string, ItemRun, string]>([
    ['queued', itemRunOf(), 'submitting'],
    ['called', itemRunOf({ state: { kind: 'calling' } }), 'submitting'],
    ['without an answer', unansweredItem(), 'submitting'],
    ['held', itemRunOf({ state: { kind: 'held' } }), 'attention'],
    ['rendering', renderingItem(), 'rendering'],
    ['in attention', itemRunOf({ state: attentionState('refused') }), 'attention'],
    ['produced', itemRunOf({ state: { kind: 'produced' } }), 'produced'],
    ['abandoned', itemRunOf({ state: { kind: 'abandoned', why: 'x' } }), 'abandoned'],
    ['cancelled', itemRunOf({ state: { kind: 'cancelled' } }), 'cancelled'],
  ])('that is %s, by the contract’s words', (_label, item, state) => {
    expect(viewState(item)).toBe(state);
    const view = orderView(orderRunOf([item], { hold }));
    expect(orderViewSchema.parse(JSON.parse(JSON.stringify(view)))).toEqual(JSON.parse(JSON.stringify(view)));
  });

  it.each<[string, boolean, ItemRun]>([
    ['whose call has no answer', true, unansweredItem()],
    ['whose call is to be looked for again', true, itemRunOf({ attempts: [attemptOf('none', { provableFrom: NOW })] })],
    ['that follows another job meanwhile', true, renderingItem({ attempts: [unansweredAttempt()] })],
    ['whose call was accepted', false, renderingItem()],
    ['whose call the list has proved absent', false, itemRunOf({ attempts: [attemptOf('absent')] })],
  ])('%s with an unanswered call: %j', (_label, expected, item) => {
    expect(itemView(orderRunOf([item]), item).unansweredCall ?? false).toBe(expected);
  });

  it('with its hold’s reason where the hold keeps it from being sent, and only then', () => {
    const [held, other] = [itemRunOf({ state: { kind: 'held' } }), itemRunOf()];
    const order = orderRunOf([held, other], { hold });
    expect(attentionOf(order, held)).toEqual({ reason: 'unreachable', message: '429', since: iso });
    expect(attentionOf(order, other)).toBeUndefined();
  });

  it('with the ids of the jobs that a person is asked about, once', () => {
    const state = attentionState('outcome-unknown', { offered: ['J1', 'J2'] });
    expect(attentionOf(orderRunOf([]), itemRunOf({ state }))?.message).toBe('It happened. Printess’s jobs: J1, J2.');
    const named = attentionState('outcome-unknown', { offered: ['J1'], message: 'There is J1.' });
    expect(attentionOf(orderRunOf([]), itemRunOf({ state: named }))?.message).toBe('There is J1.');
  });

  it('with its jobs, less what only we need to know of them', () => {
    const item = renderingItem({ jobs: [jobRecord('J1', { named: true, missedAt: NOW, printessOrderId: 'P1' })] });
    expect(itemView(orderRunOf([item]), item).jobs).toEqual([
      { generation: 1, jobId: 'J1', printessOrderId: 'P1', state: 'rendering' },
    ]);
  });

  it('with counts of callbacks that changed nothing, where there were any', () => {
    const item = renderingItem({ ignored: { repeated: 0, foreign: 1 } });
    expect(itemView(orderRunOf([item]), item).ignoredCallbacks).toEqual({ repeated: 0, foreign: 1 });
    expect(itemView(orderRunOf([renderingItem()]), renderingItem()).ignoredCallbacks).toBeUndefined();
  });
});

describe('an order is shown', () => {
  it('as cancelled from the moment that somebody cancels it, whatever was produced', () => {
    const order = orderRunOf([itemRunOf({ state: { kind: 'produced' } })], { cancelled: new CancelledFailure('x') });
    expect(stateOf(order)).toBe('cancelled');
  });

  it('without its lists of files where it would be too large with them, its counts right', () => {
    const items = Array.from({ length: 5 }, () =>
      renderingItem({ state: { kind: 'produced' }, success: successOf(5_000) }),
    );
    const view = orderView(orderRunOf(items));
    expect(view.items).toMatchObject(items.map(() => ({ files: [], fileCount: 5_000, filesOmitted: true })));
  });

  it('with its lists of files where it is small enough', () => {
    const item = renderingItem({ state: { kind: 'produced' }, success: successOf(5) });
    expect(orderView(orderRunOf([item])).items[0]?.files).toHaveLength(5);
  });
});
