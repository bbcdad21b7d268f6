import { describe, expect, it } from '@jest/globals';
import { carriedStateSchema } from '../../../src/contract/carried-state.js';
import { orderInputSchema } from '../../../src/contract/order.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { openItem } from '../../../src/workflows/item/open-item.js';
import { takeFoundJobs } from '../../../src/workflows/item/take-found-jobs.js';
import { carriedItem, carriedState } from '../../../src/workflows/order/carried-state.js';
import {
  attemptOf,
  attentionState,
  failureOf,
  itemRunOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  orderRunOf,
  renderingItem,
  reportOf,
  rowOf,
  settingFor,
  successOf,
  unansweredAttempt,
  unansweredItem,
} from '../../support/item-run-of.js';

const json = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
const corrected = { itemId: 'a', templateName: 'mug', copies: 2 };

/** Every state, and every field of an item's record at least once. */
const ITEMS: [string, ItemRun][] = [
  ['has just begun', itemRunOf()],
  ['is held', itemRunOf({ state: { kind: 'held' }, attempts: [attemptOf('not-sent')] })],
  ['is called', itemRunOf({ state: { kind: 'calling' }, attempts: [attemptOf('in-flight')] })],
  ['is without an answer', unansweredItem({ reports: [keptReport(reportOf('J1'), { missedOnce: true })] })],
  [
    'is without an answer, corrected by a person',
    unansweredItem({
      state: { kind: 'unanswered', lookups: [NOW], proved: true, retry: true },
      correction: corrected,
    }),
  ],
  ['is rendering', renderingItem({ checkBroughtForwardFor: 1, statusCalls: 3 })],
  [
    'is rendering, its end reported, its files not',
    renderingItem({
      state: {
        kind: 'rendering',
        nextCheckAt: NOW,
        reported: successOf(0, {
          fileCount: 9,
          filesOmitted: true,
          filesBytes: 900,
          zip: 'https://files.example.com/z',
        }),
      },
    }),
  ],
  [
    'follows a job that a person named',
    renderingItem({
      attempts: [unansweredAttempt()],
      jobs: [jobRecord('J1', { named: true, missedAt: NOW, printessOrderId: 'P1', checks: 2 })],
    }),
  ],
  [
    'waits for a person',
    itemRunOf({ state: attentionState('outcome-unknown', { offered: ['J7'] }), setAside: ['J0'] }),
  ],
  [
    'is produced',
    renderingItem({
      state: { kind: 'produced' },
      success: successOf(2, { zip: 'https://files.example.com/z' }),
      source: 'status',
      warnings: ['Some characters have no glyph.'],
      ignored: { repeated: 1, foreign: 2 },
    }),
  ],
  [
    'is abandoned, ordered three times, and corrected',
    renderingItem({
      state: { kind: 'abandoned', why: 'Enough.' },
      spec: corrected,
      generation: 3,
      attempts: [
        attemptOf('refused'),
        attemptOf('absent', { generation: 2, unansweredCalls: 2, message: 'Lost' }),
        attemptOf('accepted', { generation: 3 }),
      ],
      decisions: [{ at: '2026-01-01T00:00:00Z', action: 'retryItem', by: 'me', reason: 'J0', changed: ['copies'] }],
    }),
  ],
  ['is cancelled', itemRunOf({ state: { kind: 'cancelled' } })],
];

describe('an item that', () => {
  it.each(ITEMS)('%s is carried by its schema’s terms, and begins the next run as it was', (_label, item) => {
    const order = orderRunOf([item], {
      input: { orderId: 'o-1', shop: 'default', items: [{ itemId: 'a', templateName: 'mug' }] },
    });
    const carried = json(carriedState(order));
    const parsed = carriedStateSchema.parse(carried);
    expect(parsed).toEqual(carried);
    const [spec] = order.input.items;
    const { bytes, ...reopened } = openItem(spec ?? item.spec, parsed.items[0]);
    const { bytes: _, ...before } = item;
    expect(reopened).toEqual(before);
  });

  it('has heard of an end, is decided about or is asked about carries nothing of that: the order is quiet then', () => {
    const item = renderingItem({
      end: { outcome: failureOf(), source: 'callback' },
      question: { jobId: 'J1', automatic: true, done: false },
      bytes: 700,
    });
    const order = orderRunOf([item]);
    expect(Object.keys(carriedItem(order, item))).toEqual(
      Object.keys(carriedItem(order, renderingItem({ spec: item.spec }))),
    );
  });

  it('wants a status check at once carries that wish: the next run makes it', () => {
    const item = renderingItem({ check: 'extra' });
    expect(carriedItem(orderRunOf([item]), item)).toMatchObject({ check: 'extra' });
  });

  it('is ordered as it was submitted carries no copy of that; a corrected one does', () => {
    const item = itemRunOf();
    const order = orderRunOf([item]);
    expect(carriedItem(order, item)).not.toHaveProperty('spec');
    item.spec = corrected;
    expect(carriedItem(order, item)).toMatchObject({ spec: corrected });
  });

  it('is ordered as it was submitted carries no copy of that in the run after the next either', () => {
    const item = itemRunOf();
    const order = orderRunOf([item]);
    const reopened = openItem(item.spec, carriedStateSchema.parse(json(carriedState(order))).items[0]);
    expect(carriedItem(order, reopened)).not.toHaveProperty('spec');
  });

  it('follows a job of the list whose id has blanks around it follows that in the next run too', () => {
    const item = unansweredItem();
    takeFoundJobs(item, [rowOf(' J1 ')], settingFor());
    const { items } = carriedStateSchema.parse(json(carriedState(orderRunOf([item]))));
    expect(items[0]?.jobs.map(({ jobId }) => jobId)).toContain(items[0]?.jobId);
  });
});

describe('what an order carries', () => {
  it('has its hold, its beginning and the number of its next event, where there are any', () => {
    const hold = { reason: 'unreachable' as const, message: '429', since: NOW, tries: 2, nextTryAt: NOW + MINUTE };
    const order = orderRunOf([itemRunOf()], { hold, nextEvent: 4, createdAt: NOW - MINUTE });
    expect(carriedState(order)).toMatchObject({
      version: 1,
      createdAt: NOW - MINUTE,
      updatedAt: NOW,
      hold,
      nextEvent: 4,
    });
    expect(Object.keys(carriedState(orderRunOf([])))).toEqual(['version', 'createdAt', 'updatedAt', 'items']);
  });

  it('is taken by the workflow as part of its input', () => {
    const order = orderRunOf(
      ITEMS.map(([, item], index) => ({
        ...item,
        itemId: `i${index}`,
        spec: { itemId: `i${index}`, templateName: 'mug' },
      })),
    );
    const input = json({ ...order.input, carried: carriedState(order) });
    expect(orderInputSchema.parse(input).carried).toEqual(json(carriedState(order)));
  });

  it('is refused by the workflow where it is of another number of items', () => {
    const order = orderRunOf([itemRunOf()]);
    const input = { ...order.input, carried: { ...carriedState(order), items: [] } };
    expect(orderInputSchema.safeParse(json(input)).error?.issues).toMatchObject([{ path: ['carried', 'items'] }]);
  });

  it.each(['0', '2', undefined])('is refused by the workflow where it is of version %j', (version) => {
    const carried = { ...carriedState(orderRunOf([itemRunOf()])), version };
    expect(carriedStateSchema.safeParse(json(carried)).success).toBe(false);
  });
});
