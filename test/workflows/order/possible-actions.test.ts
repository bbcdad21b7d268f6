import { describe, expect, it } from '@jest/globals';
import { DECISION_REASONS, type ItemAction } from '../../../src/contract/view.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { possibleActions } from '../../../src/workflows/order/possible-actions.js';
import { attemptOf, attentionState, itemRunOf, NOW, renderingItem, unansweredItem } from '../../support/item-run-of.js';

const decision: ItemRun['decision'] = {
  kind: 'abandon',
  itemId: 'a',
  reason: 'Enough.',
  record: { at: '2026-01-01T00:00:00Z', action: 'abandonItem' },
};

describe('the decisions that make sense', () => {
  it.each<[(typeof DECISION_REASONS)[number], ItemAction[]]>([
    ['refused', ['retryItem', 'abandonItem']],
    ['render-failed', ['retryItem', 'adoptJob', 'abandonItem']],
    ['outcome-unknown', ['retryItem', 'adoptJob', 'abandonItem']],
    ['job-unknown', ['retryItem', 'adoptJob', 'abandonItem']],
    ['overdue', ['retryItem', 'adoptJob', 'abandonItem']],
    ['preflight-failed', ['retryItem', 'approveItem', 'abandonItem']],
  ])('for an item in attention as %s are %j', (reason, actions) => {
    expect(possibleActions(itemRunOf({ state: attentionState(reason) }))).toEqual(actions);
  });

  it('are named for every reason that waits for a person', () => {
    for (const reason of DECISION_REASONS)
      expect(possibleActions(itemRunOf({ state: attentionState(reason) }))).toContain('abandonItem');
  });

  it.each<[string, ItemRun]>([
    ['queued', itemRunOf()],
    ['held', itemRunOf({ state: { kind: 'held' }, attempts: [attemptOf('not-sent')] })],
    ['rendering', renderingItem()],
    ['without an answer to its call', unansweredItem()],
  ])('for an item that is %s are to give it up', (_label, item) => {
    expect(possibleActions(item)).toEqual(['abandonItem']);
  });

  it.each<[string, ItemRun]>([
    ['being called', itemRunOf({ state: { kind: 'calling' }, attempts: [attemptOf('in-flight')] })],
    [
      'the one that tries for a shop on hold',
      itemRunOf({ state: { kind: 'held' }, attempts: [attemptOf('in-flight')] }),
    ],
    ['produced', renderingItem({ state: { kind: 'produced' } })],
    ['abandoned', itemRunOf({ state: { kind: 'abandoned', why: 'Enough.' } })],
    ['cancelled', itemRunOf({ state: { kind: 'cancelled' } })],
    ['decided about, which is not acted on yet', itemRunOf({ state: attentionState('refused'), decision })],
    ['decided about while it is rendering', renderingItem({ decision })],
  ])('for an item that is %s are none', (_label, item) => {
    expect(possibleActions(item)).toEqual([]);
  });

  it('do not depend on a call of an earlier generation', () => {
    const attempts = [attemptOf('in-flight', { provableFrom: NOW }), attemptOf('refused', { generation: 2 })];
    expect(possibleActions(itemRunOf({ generation: 2, state: attentionState('refused'), attempts }))).toContain(
      'retryItem',
    );
  });
});
