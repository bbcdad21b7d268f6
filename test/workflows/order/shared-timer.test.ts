import { afterAll, afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';

const NOW = Date.UTC(2026, 0, 1);
let now = NOW;
const conditions: (() => boolean)[] = [];
const ended = new AbortController();
/** Temporal's `condition`: true when the fact is one, false when its timer has fired. */
jest.unstable_mockModule('@temporalio/workflow', () => ({
  condition: async (fact: () => boolean, timeout = Infinity) => {
    conditions.push(fact);
    const end = now + timeout;
    while (!fact()) {
      if (now >= end) return false;
      await new Promise(ended.signal.aborted ? () => undefined : setImmediate);
    }
    return true;
  },
}));
afterAll(() => ended.abort());
const { createSharedTimer } = await import('../../../src/workflows/order/shared-timer.js');

beforeEach(() => {
  now = NOW;
  jest.spyOn(Date, 'now').mockImplementation(() => now);
  conditions.length = 0;
});
afterEach(() => void jest.restoreAllMocks());

/** What is under way comes to its next wait. */
const turns = async () => {
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
};

function startedTimer(): ReturnType<typeof createSharedTimer> {
  const timer = createSharedTimer();
  timer.run().catch(() => undefined);
  return timer;
}

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
    const timer = startedTimer();
    let isFact = false;
    const byFact = timer.until(() => isFact);
    const byMoment = timer.until(() => false, NOW + 1_000);
    isFact = true;
    await byFact;
    await turns();
    now = NOW + 1_000;
    await byMoment;
  });

  it('wakes no wait by the time as such: an activation that leaves no event could not be replayed', async () => {
    const timer = createSharedTimer();
    let isOver = false;
    const wait = timer.until(() => false, NOW + 1_000).then(() => (isOver = true));
    now = NOW + 5_000;
    await turns();
    expect(isOver).toBe(false);
    timer.run().catch(() => undefined);
    await turns();
    now = NOW + 6_000;
    await wait;
  });

  it('arms its one timer again for an earlier moment, and rings all that are due', async () => {
    const timer = startedTimer();
    const waits = [NOW + 3_000, NOW + 1_000, NOW + 1_000].map((due) => timer.until(() => false, due));
    await turns();
    now = NOW + 1_000;
    await Promise.all(waits.slice(1));
    await turns();
    now = NOW + 3_000;
    await waits[0];
  });

  it('has waits share a moment that another one has already, inside the window only, and forgets it afterwards', async () => {
    const timer = startedTimer();
    const wait = timer.until(() => false, NOW + 1_050);
    expect(timer.moment(NOW + 1_000, NOW + 1_100)).toBe(NOW + 1_050);
    expect(timer.moment(NOW + 1_050, NOW + 1_050)).toBe(NOW + 1_050);
    expect(timer.moment(NOW + 1_051, NOW + 1_100)).not.toBe(NOW + 1_050);
    expect(timer.moment(NOW + 1_000, NOW + 1_049)).not.toBe(NOW + 1_050);
    await turns();
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
