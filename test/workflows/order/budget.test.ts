import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { CarriedItem } from '../../../src/contract/carried-state.js';
import { jsonSize } from '../../../src/contract/json-size.js';
import { ITEMS_PER_ORDER, KEPT_BYTES, ORDER_BYTES, OUTSIDE_TEXT_LENGTH } from '../../../src/contract/limits.js';
import type { ProductionItem } from '../../../src/contract/item.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { openItem } from '../../../src/workflows/item/open-item.js';
import { knownJobs } from '../../../src/workflows/item/take-found-jobs.js';
import { keepWithinBudget, roomOf } from '../../../src/workflows/order/budget.js';
import { carriedState } from '../../../src/workflows/order/carried-state.js';
import type { OrderRun } from '../../../src/workflows/order/order-run.js';
import { orderView } from '../../../src/workflows/publish/order-view.js';
import {
  attemptOf,
  attentionState,
  itemRunOf,
  jobRecord,
  keptReport,
  NOW,
  orderRunOf,
  renderingItem,
  reportOf,
  successOf,
  unansweredAttempt,
} from '../../support/item-run-of.js';

/** Temporal refuses payloads over 2,097,152 bytes; the rest is room for what we do not weigh. */
const PAYLOAD_BYTES = 1_900_000;

/** A hundred characters, as Printess makes its job ids. */
const longJobId = (item: number, job: number) => `${'f'.repeat(40)}_20260101T000000000_${item}-${job}`.padEnd(100, '0');
const cjk = (text: string) => text.padEnd(OUTSIDE_TEXT_LENGTH, '漢');

/** An order of 1 MB and a number of items. */
function bigOrder(count: number, bytes: number = ORDER_BYTES - 2_000): OrderRun {
  const data = 'x'.repeat(Math.floor(bytes / count) - 60);
  const specs: ProductionItem[] = Array.from({ length: count }, (_, index) => ({
    itemId: `i${index}`,
    templateName: 't',
    ...(data && { vdp: { data } }),
  }));
  const order = orderRunOf(specs.map((spec) => openItem(spec)));
  for (const item of order.items) keepWithinBudget(order, item);
  return order;
}

const carriedInput = (order: OrderRun) => jsonSize({ ...order.input, carried: carriedState(order) });

describe('all that an order keeps stays below what Temporal takes as one input', () => {
  it.each<[string, (item: ItemRun, index: number) => void]>([
    [
      'of which each has failed three times, with long job ids',
      (item, index) => {
        item.generation = 3;
        item.attempts = [1, 2, 3].map((generation) => attemptOf('accepted', { generation }));
        item.jobs = [1, 2, 3].map((generation) =>
          jobRecord(longJobId(index, generation), { generation, state: 'failed' }),
        );
        item.jobId = longJobId(index, 3);
        item.state = attentionState('render-failed', { message: cjk(`Item ${index}: `) });
      },
    ],
    [
      'of which each has ten warnings in Chinese',
      (item, index) => {
        item.warnings = Array.from({ length: 10 }, (_, warning) => cjk(`${index}/${warning}`));
        item.state = { kind: 'produced' };
        item.success = successOf(1);
        item.jobs = [jobRecord(longJobId(index, 1), { state: 'succeeded', printessOrderId: longJobId(index, 2) })];
        item.jobId = longJobId(index, 1);
      },
    ],
    [
      'of which each waits for a person, who reads why in Chinese',
      (item, index) => {
        item.attempts = [attemptOf('refused')];
        item.state = attentionState('refused', { message: cjk(`Item ${index}: `) });
      },
    ],
    [
      'of which each is abandoned, with ten decisions',
      (item, index) => {
        const record = {
          at: new Date(NOW).toISOString(),
          action: 'retryItem' as const,
          changed: ['vdp.data', 'copies'],
        };
        item.decisions = Array.from({ length: 10 }, () => record);
        item.state = { kind: 'abandoned', why: cjk(`${index}`) };
      },
    ],
    [
      'of which each is without an answer, told in Chinese',
      (item, index) => {
        item.attempts = [
          unansweredAttempt({ message: cjk(`POST /production/produce: 500, Printess says: ${index} `) }),
        ];
        item.state = attentionState('outcome-unknown', { message: cjk(`Item ${index}: `) });
      },
    ],
    [
      'of which each is rendered again after two calls without an answer, told in Chinese',
      (item, index) => {
        item.generation = 3;
        item.attempts = [1, 2, 3].map((generation) =>
          generation < 3
            ? attemptOf('absent', { generation, unansweredCalls: 1, message: cjk(`${index}`) })
            : attemptOf('accepted', { generation }),
        );
        item.jobs = [jobRecord(longJobId(index, 3), { generation: 3 })];
        item.jobId = longJobId(index, 3);
        item.state = { kind: 'rendering', nextCheckAt: NOW };
      },
    ],
    [
      'of which each is without an answer, and keeps a callback that tells why in Chinese',
      (item, index) => {
        item.attempts = [unansweredAttempt({ message: 'ECONNRESET' })];
        item.state = { kind: 'unanswered', lookups: [NOW, NOW], proved: true };
        item.reports = [
          keptReport(reportOf(longJobId(index, 1), { outcome: { kind: 'failed', message: cjk('No font') } })),
        ];
      },
    ],
    [
      'of which each has a list of 5 kB of files',
      (item, index) => {
        item.jobs = [jobRecord(longJobId(index, 1), { state: 'succeeded' })];
        item.jobId = longJobId(index, 1);
        item.state = { kind: 'produced' };
        item.success = successOf(60);
      },
    ],
  ])('of 500 items and 1 MB, %s', (_label, change) => {
    const order = bigOrder(ITEMS_PER_ORDER);
    expect(order.inputBytes).toBeGreaterThan(990_000);
    order.items.forEach((item, index) => {
      change(item, index);
      keepWithinBudget(order, item);
    });
    expect(carriedInput(order)).toBeLessThan(PAYLOAD_BYTES);
    expect(jsonSize(orderView(order))).toBeLessThan(PAYLOAD_BYTES);
  });

  it('of 500 items whose messages and warnings the shop’s hold repeats for each', () => {
    const order = bigOrder(ITEMS_PER_ORDER, 60_000);
    order.hold = { reason: 'insufficient-funds', message: cjk('402 '), since: NOW, tries: 1, nextTryAt: NOW };
    order.items.forEach((item, index) => {
      item.state = { kind: 'held' };
      item.warnings = [cjk(`${index} `), cjk(`and ${index} `)];
      keepWithinBudget(order, item);
    });
    expect(carriedInput(order)).toBeLessThan(PAYLOAD_BYTES);
    expect(jsonSize(orderView(order))).toBeLessThan(PAYLOAD_BYTES);
  });

  it('of one item and 1 MB, with a list of 1.2 MB', () => {
    const order = bigOrder(1);
    const [item] = order.items;
    if (!item) throw new Error('No item');
    item.success = successOf(12_000);
    item.state = { kind: 'produced' };
    keepWithinBudget(order, item);
    expect(carriedInput(order)).toBeLessThan(PAYLOAD_BYTES);
    expect(item).toMatchObject({ success: { files: [], fileCount: 12_000, filesOmitted: true } });
    expect(item.warnings).toEqual([expect.stringContaining('The list of 12000 files is left out')]);
  });

  it('of 20 items, one after the other, each with a list of 100 kB: the first ones keep theirs', () => {
    const order = bigOrder(20, 100_000);
    for (const item of order.items) {
      item.success = successOf(1_100);
      item.state = { kind: 'produced' };
      keepWithinBudget(order, item);
    }
    expect(carriedInput(order)).toBeLessThan(PAYLOAD_BYTES);
    const kept = order.items.map(({ success }) => success?.filesOmitted !== true);
    expect(kept.indexOf(false)).toBeGreaterThan(10);
    expect(kept).toEqual(kept.toSorted((a, b) => Number(b) - Number(a)));
  });

  it('whatever texts, ids and lists 500 items gather, in whatever order', () => {
    const text = fc.constantFrom('', 'x', cjk('a'), 'y'.repeat(OUTSIDE_TEXT_LENGTH), '\\"'.repeat(100));
    const change = fc.record({
      item: fc.nat({ max: ITEMS_PER_ORDER - 1 }),
      warnings: fc.array(text, { maxLength: 10 }),
      message: text,
      jobs: fc.nat({ max: 4 }),
      files: fc.constantFrom(0, 1, 20, 300),
    });
    fc.assert(
      fc.property(fc.array(change, { minLength: 200, maxLength: 600, size: 'max' }), (changes) => {
        const order = bigOrder(ITEMS_PER_ORDER);
        for (const { item: at, warnings, message, jobs, files } of changes) {
          const item = order.items[at];
          if (!item) continue;
          item.warnings = warnings.map((warning, index) => `${index}${warning}`);
          item.jobs = Array.from({ length: jobs }, (_, job) => jobRecord(longJobId(at, job)));
          item.state = attentionState('render-failed', { message });
          item.success = successOf(files);
          keepWithinBudget(order, item);
        }
        expect(carriedInput(order)).toBeLessThan(PAYLOAD_BYTES);
      }),
      { numRuns: 5 },
    );
  });
});

describe('what an order has no room for', () => {
  /** An order whose other items leave so many bytes for its first one. */
  function tight(room: number, item: ItemRun): OrderRun {
    const order = orderRunOf([item]);
    order.inputBytes = KEPT_BYTES - room;
    return order;
  }
  const loaded = (): ItemRun =>
    renderingItem({
      generation: 2,
      attempts: [attemptOf('accepted'), attemptOf('accepted', { generation: 2 })],
      jobs: [
        jobRecord('J1', { state: 'failed', printessOrderId: 'P1' }),
        jobRecord('J2', { generation: 2, printessOrderId: 'P2' }),
      ],
      jobId: 'J2',
      success: successOf(30, { zip: 'https://files.example.com/z' }),
      warnings: ['first '.repeat(60), 'second '.repeat(60)],
      decisions: [{ at: new Date(NOW).toISOString(), action: 'retryItem' }],
      state: attentionState('render-failed', { message: 'Printess could not render the item: '.repeat(20) }),
    });
  const sizeOf = (item: ItemRun) => {
    const order = orderRunOf([item]);
    keepWithinBudget(order, item);
    return item.bytes;
  };

  it('is nothing where all fits', () => {
    const item = loaded();
    keepWithinBudget(tight(sizeOf(loaded()), item), item);
    const { bytes, ...kept } = item;
    const { bytes: _, ...all } = loaded();
    expect(kept).toEqual(all);
  });

  it('is its list of files first: count and zip stay, and a warning says so', () => {
    const item = loaded();
    keepWithinBudget(tight(sizeOf(loaded()) - 1, item), item);
    expect(item.success).toEqual({
      kind: 'succeeded',
      files: [],
      fileCount: 30,
      filesOmitted: true,
      zip: 'https://files.example.com/z',
    });
    expect(item.warnings).toHaveLength(3);
    expect(item.jobs).toHaveLength(2);
  });

  it('is never what money hangs on: calls, the job that is followed, generation, what is ordered', () => {
    const item = loaded();
    keepWithinBudget(tight(0, item), item);
    expect(item).toMatchObject({
      generation: 2,
      spec: loaded().spec,
      attempts: loaded().attempts,
      jobId: 'J2',
      success: { fileCount: 30 },
      decisions: [],
    });
    expect(item.jobs).toMatchObject([{ jobId: 'J2' }]);
    expect(item.warnings).toHaveLength(1);
  });

  it('is, of a text, what is more than 120 whole characters', () => {
    const item = itemRunOf({ state: attentionState('refused', { message: `${'x'.repeat(118)}🖨️🖨️🖨️` }) });
    keepWithinBudget(tight(0, item), item);
    const message = item.state.kind === 'attention' ? item.state.message : '';
    expect(message.isWellFormed()).toBe(true);
    expect(message).toMatch(/^x{118}.*…$/u);
    expect(message.length).toBeLessThanOrEqual(120);
  });

  it('is no job that a lookup would then take for an unknown one', () => {
    const item = loaded();
    // A person had the item follow a job of the list before its second generation: its own call was never accepted.
    item.attempts[0] = attemptOf('none');
    const row = { jobId: 'J1', generation: 1 };
    keepWithinBudget(tight(0, item), item);
    const { jobIds, generations } = knownJobs(item);
    expect(jobIds.includes(row.jobId) || generations.includes(row.generation)).toBe(true);
  });

  it('is not the memory that the job which the item was to adopt is dead', () => {
    const spec: ProductionItem = { itemId: 'a', templateName: 'mug', adopt: { jobId: 'J1' } };
    const item = { ...loaded(), spec };
    keepWithinBudget(tight(0, item), item);
    expect(item.jobs.map(({ jobId }) => jobId)).toContain('J1');
  });
});

describe('the room of an order', () => {
  it('is what its input and its items’ records leave, each of which takes a kilobyte at least', () => {
    const order = orderRunOf([itemRunOf(), itemRunOf({ warnings: ['x'.repeat(5_000)] })]);
    for (const item of order.items) keepWithinBudget(order, item);
    const [small, large] = order.items;
    expect(small?.bytes).toBe(1_000);
    expect(large?.bytes).toBeGreaterThan(5_000);
    expect(roomOf(order)).toBe(KEPT_BYTES - order.inputBytes - 1_000 - (large?.bytes ?? 0));
  });

  it('grows again when an item gives some of it back', () => {
    const order = orderRunOf([itemRunOf({ warnings: ['x'.repeat(5_000)] })]);
    const [item] = order.items;
    if (!item) throw new Error('No item');
    keepWithinBudget(order, item);
    const before = roomOf(order);
    item.warnings = [];
    keepWithinBudget(order, item);
    expect(roomOf(order)).toBeGreaterThan(before + 4_000);
  });

  it('is taken by a correction, which is weighed with its item', () => {
    const order = orderRunOf([itemRunOf()]);
    const [item] = order.items;
    if (!item) throw new Error('No item');
    item.spec = { ...item.spec, vdp: { data: 'x'.repeat(20_000) } };
    keepWithinBudget(order, item);
    expect(item.bytes).toBe(jsonSize(carriedState(order).items[0] as CarriedItem));
    expect(item.bytes).toBeGreaterThan(20_000);
  });
});
