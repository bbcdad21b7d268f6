import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  abandonItemSchema,
  adoptJobSchema,
  approveItemSchema,
  retryItemSchema,
} from '../../../src/contract/messages.js';
import { DECISION_REASONS, ITEM_ACTIONS, type ItemAction } from '../../../src/contract/view.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { possibleActions } from '../../../src/workflows/order/possible-actions.js';
import { detailsText } from '../../../src/workflows/publish/details-text.js';
import {
  attemptOf,
  attentionState,
  HOUR,
  itemRunOf,
  MINUTE,
  NOW,
  orderRunOf,
  renderingItem,
  unansweredItem,
} from '../../support/item-run-of.js';

const VALIDATORS = {
  retryItem: retryItemSchema,
  adoptJob: adoptJobSchema,
  approveItem: approveItemSchema,
  abandonItem: abandonItemSchema,
};
const hold = {
  reason: 'insufficient-funds' as const,
  message: '402. Top up.',
  since: NOW,
  tries: 0,
  nextTryAt: NOW + 5 * MINUTE,
};
const named = (itemId: string, rest: Partial<ItemRun> = {}) =>
  itemRunOf({ itemId, spec: { itemId, templateName: 'mug' }, ...rest });

/** The updates that a text names, each with the JSON that stands beside it. */
function updatesIn(text: string): { action: ItemAction; input: unknown }[] {
  return [...text.matchAll(/`(\w+)`[^`\n]*: `(\{.*?\})`/g)].map(([, action, input]) => ({
    action: ITEM_ACTIONS.find((one) => one === action) ?? 'retryItem',
    input: JSON.parse(input ?? '') as unknown,
  }));
}

describe('what a person reads of an item in attention', () => {
  it.each(DECISION_REASONS)(
    'names each decision that makes sense, with JSON that its validator takes: %s',
    (reason) => {
      const item = itemRunOf({ state: attentionState(reason) });
      const updates = updatesIn(detailsText(orderRunOf([item])));
      expect(updates.map(({ action }) => action)).toEqual(possibleActions(item));
      for (const { action, input } of updates) {
        expect(VALIDATORS[action].safeParse(input)).toMatchObject({ success: true });
        expect(input).toMatchObject({ itemId: 'a' });
      }
    },
  );

  it('has that JSON whatever its id', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}$/), (itemId) => {
        const updates = updatesIn(detailsText(orderRunOf([named(itemId, { state: attentionState('overdue') })])));
        expect(updates).toHaveLength(3);
        for (const { action, input } of updates) {
          expect(VALIDATORS[action].safeParse(input).success).toBe(true);
          expect(input).toMatchObject({ itemId });
        }
      }),
    );
  });

  it('says what happened, in text that is harmless, and since when', () => {
    const state = attentionState('refused', { message: 'No <b>such</b> template.\n# Heading', since: NOW });
    const text = detailsText(orderRunOf([named('i.1', { state })]));
    expect(text).toContain('**i\\.1**: refused since 2026-01-01 00:00 UTC');
    expect(text).toContain('> No \\<b\\>such\\</b\\> template\\. \\# Heading');
  });

  it('offers nothing while a decision is acted on', () => {
    const decision = {
      kind: 'abandon' as const,
      itemId: 'a',
      reason: 'x',
      record: { at: '', action: 'abandonItem' as const },
    };
    expect(updatesIn(detailsText(orderRunOf([itemRunOf({ state: attentionState('refused'), decision })])))).toEqual([]);
  });
});

describe('what comes next', () => {
  it.each<[string, ItemRun[], Parameters<typeof orderRunOf>[1], string]>([
    [
      'the hold’s next try',
      [named('a', { state: { kind: 'held' } }), renderingItem()],
      { hold },
      '**Next:** another try at 2026-01-01 00:05 UTC',
    ],
    [
      'the first status check',
      [renderingItem(), renderingItem({ state: { kind: 'rendering', nextCheckAt: NOW + HOUR } })],
      {},
      'one status check at 2026-01-01 00:10 UTC',
    ],
    ['the first list lookup', [unansweredItem()], {}, 'the list of orders is read at 2026-01-01 00:01 UTC'],
  ])('is told with its moment: %s', (_label, items, rest, text) => {
    expect(detailsText(orderRunOf(items, rest))).toContain(text);
  });

  it('is nothing of a hold that no item is held by any more', () => {
    expect(detailsText(orderRunOf([itemRunOf({ state: attentionState('refused') })], { hold }))).not.toContain(
      '**Next:**',
    );
  });
});

describe('an order’s details', () => {
  it('count its items by their states', () => {
    const items = [
      named('a'),
      named('b', { state: { kind: 'produced' } }),
      named('c', { state: { kind: 'produced' } }),
    ];
    expect(detailsText(orderRunOf(items))).toContain('- **submitting** 1 of 3\n- **produced** 2 of 3');
  });

  it.each([
    ['🖨️ In production', named('a'), {}],
    ['✋ Needs a person', named('a', { state: { kind: 'held' } }), { hold }],
    ['✅ Produced', named('a', { state: { kind: 'produced' } }), {}],
    ['❌ Nothing was produced', named('a', { state: { kind: 'abandoned', why: 'x' } }), {}],
  ])('are headed %s', (heading, item, rest) => {
    expect(detailsText(orderRunOf([item], rest)).split('\n')[0]).toBe(`## ${heading}`);
  });

  it('stay below 4 kB, and say how many more items wait, whatever Printess said of 500', () => {
    const message = '<漢>&'.repeat(200);
    const items = Array.from({ length: 500 }, (_, index) =>
      named(`${index}-${'x'.repeat(50)}`, {
        state: attentionState('refused', { message }),
        attempts: [attemptOf('refused')],
      }),
    );
    const text = detailsText(orderRunOf(items));
    expect(Buffer.byteLength(text)).toBeLessThan(4_000);
    expect(text).toMatch(/…and \d+ more items\./);
  });

  it('show one item at least where its text alone is not too long, and five at most', () => {
    const items = Array.from({ length: 7 }, (_, index) => named(`i${index}`, { state: attentionState('refused') }));
    const text = detailsText(orderRunOf(items));
    expect(text).toContain('**i4**');
    expect(text).not.toContain('**i5**');
    expect(text).toContain('…and 2 more items.');
  });
});
