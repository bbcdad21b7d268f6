import { describe, expect, it } from '@jest/globals';
import { CancelledFailure } from '@temporalio/common';
import { PRODUCE_CALLS_IN_FLIGHT } from '../../../src/contract/limits.js';
import type { ProductionItem } from '../../../src/contract/item.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { submit } from '../../../src/workflows/item/submit.js';
import {
  attemptOf,
  itemRunOf,
  jobRecord,
  keptReport,
  MINUTE,
  NOW,
  orderRunOf,
  reportOf,
} from '../../support/item-run-of.js';

const adopting: ProductionItem = { itemId: 'a', templateName: 'mug', adopt: { jobId: 'K' } };
const submitAlone = (item: ItemRun, rest: Parameters<typeof orderRunOf>[1] = {}) =>
  submit(orderRunOf([item], rest), item, item.state);

describe('an item that names a job, paid already,', () => {
  it('follows that, and pays nothing', async () => {
    const item = itemRunOf({ spec: adopting });
    expect((await submitAlone(item)).kind).toBe('rendering');
    expect(item).toMatchObject({ jobId: 'K', jobs: [{ jobId: 'K', generation: 1, named: true }] });
  });

  it('follows it though the shop is on hold', async () => {
    const hold = { reason: 'unreachable' as const, message: '', since: NOW, tries: 0, nextTryAt: NOW + MINUTE };
    expect((await submitAlone(itemRunOf({ spec: adopting }), { hold })).kind).toBe('rendering');
  });

  it('by a person’s correction follows it though it is on the item’s record already, where it is not dead', async () => {
    const item = itemRunOf({
      spec: adopting,
      generation: 2,
      attempts: [attemptOf('accepted'), attemptOf('none', { generation: 2 })],
      jobs: [jobRecord('K')],
    });
    expect((await submitAlone(item)).kind).toBe('rendering');
    expect(item.jobId).toBe('K');
  });
});

describe('an item in the queue', () => {
  it('is called when it is its turn, and leaves the queue', async () => {
    const item = itemRunOf();
    const order = orderRunOf([item]);
    expect(await submit(order, item, item.state)).toEqual({ kind: 'calling' });
    expect([...order.calling]).toEqual([item]);
    expect(order.queue).toEqual([]);
  });

  it('is held with the others while the shop is on hold', async () => {
    const hold = { reason: 'unreachable' as const, message: '', since: NOW, tries: 0, nextTryAt: NOW };
    expect(await submitAlone(itemRunOf(), { hold })).toEqual({ kind: 'held' });
  });

  const inFlight = (count: number) => new Set(Array.from({ length: count }, () => itemRunOf()));
  it.each<[string, string, Parameters<typeof orderRunOf>[1]]>([
    ['while 20 calls are in flight', 'queued', { calling: inFlight(PRODUCE_CALLS_IN_FLIGHT) }],
    ['while 19 calls are in flight', 'calling', { calling: inFlight(PRODUCE_CALLS_IN_FLIGHT - 1) }],
    ['while another one is before it, for the last place', 'queued', { calling: inFlight(19), queue: [itemRunOf()] }],
    ['before the order continues as new', 'queued', { draining: true }],
  ])('%s is %s', async (_label, kind, rest) => {
    const item = itemRunOf();
    expect((await submitAlone(item, rest)).kind).toBe(kind);
  });

  it('is not called where the order is cancelled, or the item decided about, in the moment of its turn', async () => {
    const item = itemRunOf();
    const cancelled = new CancelledFailure('The order was cancelled');
    expect(await submitAlone(item, { cancelled })).toBe(item.state);
    const record = { at: '', action: 'abandonItem' as const };
    item.decision = { kind: 'abandon', itemId: 'a', reason: 'Enough.', record };
    expect(await submitAlone(item)).toBe(item.state);
  });

  it('does not wait for those before it that may not be paid', async () => {
    const waiting = Array.from({ length: PRODUCE_CALLS_IN_FLIGHT }, () =>
      itemRunOf({ attempts: [attemptOf('absent', { unansweredCalls: 1 })], reports: [keptReport(reportOf('J1'))] }),
    );
    expect((await submitAlone(itemRunOf(), { queue: waiting })).kind).toBe('calling');
  });

  it('is not called while it may not be paid', async () => {
    const item = itemRunOf({
      attempts: [attemptOf('absent', { unansweredCalls: 1 })],
      reports: [keptReport(reportOf('J1'))],
    });
    expect(await submitAlone(item)).toBe(item.state);
  });
});
