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
  jobRecord,
  MINUTE,
  NOW,
  orderRunOf,
  renderingItem,
  successOf,
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
      expect([...new Set(updates.map(({ action }) => action))]).toEqual(possibleActions(item));
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
    expect(text).toContain(
      '**i\\.1**: refused since 2026-01-01 00:00 UTC, given up on 2026-01-08 00:00 UTC if nobody decides',
    );
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
  it.each<[string, ItemRun[], string]>([
    [
      'the callback, or the first status check',
      [renderingItem(), renderingItem({ state: { kind: 'rendering', nextCheckAt: NOW + HOUR } })],
      '**Next:** the callback; if it stays away, one status check at 2026-01-01 00:10 UTC.',
    ],
    [
      'after a status check',
      [renderingItem({ jobs: [jobRecord('J1', { checks: 1, checkedAt: NOW })] })],
      'Last check 2026-01-01 00:00 UTC: still being made.',
    ],
    [
      'a lookup for an unanswered call',
      [unansweredItem({ itemId: 'mug' })],
      'nobody knows yet whether Printess accepted **mug**: its answer was lost. The list of orders is read at 2026-01-01 00:01 UTC',
    ],
    ['the first call', [itemRunOf()], 'Printess is asked to make what is not sent yet'],
  ])('is said with its moment: %s', (_label, items, text) => {
    expect(detailsText(orderRunOf(items))).toContain(text);
  });

  it('while the shop is on hold is said once for all that is held: why, what it costs, what to do, when it is tried', () => {
    const items = ['a', 'b', 'c'].map((itemId) => named(itemId, { state: { kind: 'held' } }));
    const text = detailsText(orderRunOf(items, { hold }));
    expect(text).toContain(
      'All 3 items wait: the account has no credits (402). Nothing is paid meanwhile. Top it up, then ' +
        '**Send a Signal** `resume` (no input), or wait: next try 2026-01-01 00:05 UTC.',
    );
    expect(text.match(/402/g)).toHaveLength(1);
  });

  it('is nothing of a hold that no item is held by any more', () => {
    expect(detailsText(orderRunOf([itemRunOf({ state: attentionState('refused') })], { hold }))).not.toContain(
      'next try',
    );
  });
});

describe('what a person can do besides', () => {
  it('while an item is made: ask at once, give it up and know the price, cancel the order', () => {
    const text = detailsText(orderRunOf([renderingItem()]));
    expect(text).toContain('`checkNow` asks Printess now (free, no input)');
    expect(text).toContain(
      '`abandonItem` gives an item up, its paid job is followed no longer (1 credit): `{"itemId": "a", "reason": "…"}`',
    );
    expect(text).toContain('**Request Cancellation** cancels the order');
  });

  it('of a refused item is a correction, which changes nothing as it stands', () => {
    const text = detailsText(orderRunOf([named('mug', { state: attentionState('refused') })]));
    expect(text).toContain('`{"itemId": "mug", "change": {"templateName": "mug"}}`');
  });

  it('of an item whose form lacks a text is that text, by the field’s name', () => {
    const state = attentionState('refused', { message: 'Mandatory form fields are not given: name, paper.' });
    expect(detailsText(orderRunOf([named('card', { state })]))).toContain(
      '`{"itemId": "card", "change": {"vdp": {"form": {"name": "…"}}}}`',
    );
  });

  it('keeps its JSON whatever a template is called', () => {
    const spec = { itemId: 'mug', templateName: 'a `b`\n{ c }' };
    const text = detailsText(orderRunOf([named('mug', { state: attentionState('refused'), spec })]));
    const [, json = ''] = /stays: `([^`]*)`/.exec(text) ?? [];
    expect(JSON.parse(json)).toEqual({ itemId: 'mug', change: { templateName: spec.templateName } });
  });

  it('of the one item that waits needs no input, of several each has its own', () => {
    const waits = named('mug', { state: attentionState('overdue') });
    expect(detailsText(orderRunOf([waits, named('cup')]))).toContain(
      '`retryItem` orders it again (1 credit). No input, or: `{"itemId": "mug"}`',
    );
    expect(detailsText(orderRunOf([waits, { ...waits, itemId: 'cup' }]))).toContain(
      '`retryItem` orders it again (1 credit): `{"itemId": "mug"}`',
    );
  });

  it('about jobs that the list shows is to follow one: each with its id, ready to be copied', () => {
    const state = attentionState('outcome-unknown', { offered: ['J1', 'J2'] });
    const adopted = updatesIn(detailsText(orderRunOf([named('mug', { state })]))).filter(
      ({ action }) => action === 'adoptJob',
    );
    expect(adopted.map(({ input }) => input)).toEqual([
      { itemId: 'mug', jobId: 'J1' },
      { itemId: 'mug', jobId: 'J2' },
    ]);
  });

  const lost = named('a', { state: { kind: 'abandoned', why: 'x' } });

  it('when the order has ended without all its items: the same in the Web UI and on the command line', () => {
    const text = detailsText(orderRunOf([lost]));
    expect(text).toContain('More Actions, **Start Workflow Like This One**. Paid jobs are followed');
    expect(text).toMatch(/The same by `printess-production retry o-1`$/m);
  });

  it('when the shop wants events: that a start in the Web UI sends none', () => {
    const text = detailsText(orderRunOf([lost], { nextEvent: 2 }));
    expect(text).toContain('`printess-production retry o-1`, which alone notifies the shop');
  });

  it('when an item of it was corrected: that the command line knows the correction, and the Web UI asks', () => {
    const order = orderRunOf([lost]);
    const corrected = order.items.map((item) => ({ ...item, spec: { ...item.spec, copies: 2 } }));
    const text = detailsText({ ...order, items: corrected });
    expect(text).toContain('`printess-production retry o-1` follows paid jobs, orders what is missing, as corrected');
    expect(text).toContain('knows no correction: about a paid job it asks you first');
  });

  it('when all was produced is a reprint, with its price', () => {
    const produced = named('a', { state: { kind: 'produced' } });
    expect(detailsText(orderRunOf([produced]))).toContain('(1 credit): `printess-production retry o-1 a --reprint`');
    expect(detailsText(orderRunOf([produced, { ...produced, itemId: 'b' }]))).toContain('retry o-1 ITEM --reprint`');
  });

  it('of another shop’s order by a command names the shop', () => {
    const { input } = orderRunOf([lost]);
    const text = detailsText(orderRunOf([lost], { input: { ...input, shop: 'north' } }));
    expect(text).toContain('`printess-production retry o-1 --shop north`');
  });
});

describe('what was produced', () => {
  const produced = (files: number, rest = {}) =>
    named('mug', { state: { kind: 'produced' }, success: successOf(files, rest), jobs: [jobRecord('J1')] });

  it('is there as links, as many as there is room for', () => {
    const text = detailsText(orderRunOf([produced(20)]));
    expect(text).toContain('[0\\.pdf](https://files.example.com/0.pdf)');
    expect(text).toContain('…and 5 more: `printess-production show o-1`');
  });

  it.each(['http://files.example.com/x', 'https://files.example.com/a b', 'https://files.example.com/<b>'])(
    'is no link where that could lead astray: %s',
    (url) => {
      const files = [{ document: 'd', url, name: 'x](https://evil.example)' }];
      const text = detailsText(orderRunOf([produced(1, { files })]));
      expect(text).not.toContain('](http');
    },
  );

  it('with a warning is headed so, and the warning stands above the files', () => {
    const item = { ...produced(1), warnings: ['A character has no glyph.'] };
    const text = detailsText(orderRunOf([item]));
    expect(text.split('\n')[0]).toBe('## ⚠️ Produced, look at the files');
    expect(text.indexOf('no glyph')).toBeLessThan(text.indexOf('### Files'));
  });
});

describe('what people did', () => {
  it('stands there with time, who, what and why, the newest first', () => {
    const decisions = [
      { at: '2026-01-01T00:01:00.000Z', action: 'retryItem' as const, by: 'Ada', changed: ['copies'] },
      { at: '2026-01-01T00:02:00.000Z', action: 'abandonItem' as const, reason: 'not wanted' },
    ];
    const text = detailsText(
      orderRunOf([named('mug', { state: { kind: 'abandoned', why: 'not wanted' }, decisions })]),
    );
    expect(text).toContain(
      '- 2026-01-01 00:02 UTC: `abandonItem` of **mug**, not wanted\n' +
        '- 2026-01-01 00:01 UTC, Ada: `retryItem` of **mug**, changed: copies',
    );
  });

  it('has the signals that came, too, and says why one changed nothing', () => {
    const signals = [
      { at: NOW, name: 'checkNow', itemId: 'a' },
      { at: NOW + MINUTE, name: 'resume', ignored: 'nothing is on hold' },
    ];
    expect(detailsText(orderRunOf([renderingItem()], { signals }))).toContain(
      '- 2026-01-01 00:01 UTC: `resume` was ignored: nothing is on hold\n- 2026-01-01 00:00 UTC: `checkNow` of **a**',
    );
  });
});

describe('an order’s details', () => {
  it('say how many items stand where, and what they have cost', () => {
    const items = [
      named('a'),
      named('b', { state: { kind: 'produced' }, jobs: [jobRecord('J1')] }),
      named('c', { state: { kind: 'abandoned', why: 'x' }, jobs: [jobRecord('J2')] }),
    ];
    expect(detailsText(orderRunOf(items))).toContain(
      '1 of 3 items is being sent, 1 is produced, 1 was given up. 2 jobs are paid, 1 of them for nothing.',
    );
    expect(detailsText(orderRunOf([named('a', { state: attentionState('refused') })]))).toContain(
      'The item waits for you. No job is paid.',
    );
    expect(detailsText(orderRunOf([unansweredItem()]))).toContain(
      '1 call went without an answer, and may have been paid',
    );
  });

  it.each([
    ['🖨️ In production', named('a'), {}],
    ['✋ Needs a person', named('a', { state: attentionState('refused') }), {}],
    ['✋ The account has no credits', named('a', { state: { kind: 'held' } }), { hold }],
    [
      '⏳ Printess cannot be reached',
      named('a', { state: { kind: 'held' } }),
      { hold: { ...hold, reason: 'unreachable' } },
    ],
    ['✅ Produced', named('a', { state: { kind: 'produced' } }), {}],
    ['❌ Nothing was produced', named('a', { state: { kind: 'abandoned', why: 'x' } }), {}],
  ] as const)('are headed %s', (heading, item, rest) => {
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
