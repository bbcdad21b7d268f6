import { describe, expect, it } from '@jest/globals';
import { createTurns } from '../../src/activities/turns.js';

/** Work that goes on until it is let go. */
function work() {
  let release: () => void = () => undefined;
  const done = new Promise<string>((resolve) => (release = () => resolve('done')));
  let begun = false;
  return { run: () => ((begun = true), done), release: () => release(), hasBegun: () => begun };
}
const never = new AbortController().signal;
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('turns', () => {
  it('let so many work at once, and the others after them, first come, first served', async () => {
    const turns = createTurns(2, 10);
    const all = [work(), work(), work(), work()];
    const running = all.map(({ run }) => turns(never, run));
    await settled();
    expect(all.map(({ hasBegun }) => hasBegun())).toEqual([true, true, false, false]);
    all[1]?.release();
    await running[1];
    await settled();
    expect(all.map(({ hasBegun }) => hasBegun())).toEqual([true, true, true, false]);
    for (const { release } of all) release();
    expect(await Promise.all(running)).toEqual(['done', 'done', 'done', 'done']);
  });

  it('are given back by work that fails, and by who is called back while it waits', async () => {
    const turns = createTurns(1, 10);
    const [first, last] = [work(), work()];
    const running = turns(never, first.run);
    const back = new AbortController();
    const given = turns(back.signal, () => Promise.resolve('never'));
    back.abort(new Error('called back'));
    await expect(given).rejects.toThrow('called back');
    const failing = turns(never, () => Promise.reject(new Error('failed')));
    const after = turns(never, last.run);
    first.release();
    await running;
    await expect(failing).rejects.toThrow('failed');
    last.release();
    expect(await after).toBe('done');
  });

  it('are refused where too many wait', async () => {
    const turns = createTurns(1, 1);
    const first = work();
    const running = [turns(never, first.run), turns(never, () => Promise.resolve('second'))];
    await expect(turns(never, () => Promise.resolve('third'))).rejects.toThrow('1 wait already');
    first.release();
    expect(await Promise.all(running)).toEqual(['done', 'second']);
  });
});
