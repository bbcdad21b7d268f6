import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { ProduceAnswer } from '../../../src/contract/answer.js';
import type { Hold } from '../../../src/contract/carried-state.js';
import { waitsOf } from '../../../src/contract/policy.js';
import type { ItemRun } from '../../../src/workflows/item/item-run.js';
import { beginHold, isTrier, releaseHold, retryHold } from '../../../src/workflows/order/hold.js';
import {
  attemptOf,
  DAY,
  HOUR,
  itemRunOf,
  keptReport,
  MINUTE,
  NOW,
  orderRunOf,
  reportOf,
} from '../../support/item-run-of.js';

beforeEach(() => void jest.spyOn(Date, 'now').mockReturnValue(NOW));
afterEach(() => void jest.restoreAllMocks());

const held = (retryAfterMs?: number): Extract<ProduceAnswer, { kind: 'held' }> => ({
  kind: 'held',
  reason: 'unreachable',
  message: '429',
  produceCalls: 1,
  ...(retryAfterMs !== undefined && { retryAfterMs }),
});
const holdOf = (rest: Partial<Hold> = {}): Hold => ({
  reason: 'insufficient-funds',
  message: '402',
  since: NOW - DAY,
  tries: 1,
  nextTryAt: NOW,
  ...rest,
});
const heldItem = (rest: Partial<ItemRun> = {}) =>
  itemRunOf({ state: { kind: 'held' }, attempts: [attemptOf('not-sent')], ...rest });

describe('a hold', () => {
  it.each([
    [0, 5 * MINUTE],
    [1, 15 * MINUTE],
    [2, HOUR],
    [9, HOUR],
  ])('after %d tries has its next one %d ms later', (tries, wait) => {
    const order = orderRunOf([], { hold: holdOf({ tries }) });
    beginHold(order, held());
    expect(order.hold?.nextTryAt).toBe(NOW + wait);
  });

  it.each([
    ['a short wait: the policy’s is longer', MINUTE, 5 * MINUTE],
    ['a longer one', 20 * MINUTE, 20 * MINUTE],
    ['a day: no longer than the policy’s longest wait', DAY, HOUR],
  ])('that is told %s', (_label, retryAfterMs, wait) => {
    const order = orderRunOf([]);
    beginHold(order, held(retryAfterMs));
    expect(order.hold).toMatchObject({ since: NOW, tries: 0, nextTryAt: NOW + wait });
  });

  it('that goes on for another reason keeps its beginning, and says the new one', () => {
    const order = orderRunOf([], { hold: holdOf() });
    beginHold(order, { kind: 'not-sent', message: 'ECONNREFUSED', produceCalls: 0 });
    expect(order.hold).toMatchObject({ reason: 'unreachable', since: NOW - DAY, tries: 1 });
    expect(order.hold?.message).toMatch(/^ECONNREFUSED\. .*resume/);
  });

  it('by a policy with one wait has that one', () => {
    const order = orderRunOf([], { waits: waitsOf({ holdRetry: ['2m'] }), hold: holdOf({ tries: 7 }) });
    beginHold(order, held());
    expect(order.hold?.nextTryAt).toBe(NOW + 2 * MINUTE);
  });

  it('is tried at once by resume, and released once for all', () => {
    const order = orderRunOf([], { hold: holdOf({ nextTryAt: NOW + HOUR }) });
    retryHold(order);
    expect(order.hold?.nextTryAt).toBe(NOW);
    releaseHold(order);
    expect(order.hold).toBeUndefined();
    retryHold(order);
    expect(order.hold).toBeUndefined();
  });
});

describe('the item that tries for all', () => {
  const [first, second] = [heldItem(), heldItem()];
  const waiting = heldItem({
    attempts: [attemptOf('absent', { unansweredCalls: 1 })],
    reports: [keptReport(reportOf('J1'))],
  });

  it.each<[string, ItemRun[], Parameters<typeof orderRunOf>[1], ItemRun | undefined]>([
    ['is the first that is held', [itemRunOf(), first, second], {}, first],
    ['is the next where the first may not be paid', [waiting, second], {}, second],
    ['is none while a call is in flight', [first], { calling: new Set([itemRunOf()]) }, undefined],
    ['is none before the order continues as new', [first], { draining: true }, undefined],
    ['is none where no item is held', [itemRunOf()], {}, undefined],
  ])('%s', (_label, items, rest, expected) => {
    const order = orderRunOf(items, { hold: holdOf(), ...rest });
    expect(items.filter((item) => isTrier(order, item))).toEqual(expected ? [expected] : []);
  });
});
