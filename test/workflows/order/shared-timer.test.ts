import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

const conditions: (() => boolean)[] = [];
/** Temporal's `condition`, less the timeout: it resolves when it is asked again and the fact is one. */
jest.unstable_mockModule('@temporalio/workflow', () => ({
  condition: async (fact: () => boolean) => {
    conditions.push(fact);
    while (!fact()) await new Promise(setImmediate);
  },
}));
const { createSharedTimer } = await import('../../../src/workflows/order/shared-timer.js');

const NOW = Date.UTC(2026, 0, 1);
let now = NOW;
beforeEach(() => {
  now = NOW;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  conditions.length = 0;
});
afterEach(() => void jest.restoreAllMocks());

describe('the shared timer', () => {
  it.each([
    ['whose fact is one', () => true, NOW + 1_000],
    ['whose moment has come', () => false, NOW],
    ['whose moment has passed', () => false, NOW - 1],
  ])('does not wait for a wait %s', async (_label, fact, due) => {
    await createSharedTimer().until(fact, due);
    expect(conditions).toEqual([]);
  });

  it('lets a wait end by its fact, or by its moment', async () => {
    const timer = createSharedTimer();
    let isFact = false;
    const byFact = timer.until(() => isFact);
    const byMoment = timer.until(() => false, NOW + 1_000);
    isFact = true;
    await byFact;
    now = NOW + 1_000;
    await byMoment;
  });

  it('has waits share a moment that another one has already, inside the window only, and forgets it afterwards', async () => {
    const timer = createSharedTimer();
    const wait = timer.until(() => false, NOW + 1_050);
    expect(timer.moment(NOW + 1_000, NOW + 1_100)).toBe(NOW + 1_050);
    expect(timer.moment(NOW + 1_050, NOW + 1_050)).toBe(NOW + 1_050);
    expect(timer.moment(NOW + 1_051, NOW + 1_100)).not.toBe(NOW + 1_050);
    expect(timer.moment(NOW + 1_000, NOW + 1_049)).not.toBe(NOW + 1_050);
    now = NOW + 1_050;
    await wait;
    jest.spyOn(Math, 'random').mockReturnValue(0.25);
    expect(timer.moment(NOW + 1_000, NOW + 1_100)).toBe(NOW + 1_025);
  });

  it.each([
    [0, 0],
    [0.5, 50],
    [0.999_999, 100],
  ])('chooses a moment of the window by chance where there is none yet (%d)', (chance, offset) => {
    jest.spyOn(Math, 'random').mockReturnValue(chance);
    expect(createSharedTimer().moment(NOW, NOW + 100)).toBe(NOW + offset);
  });
});
