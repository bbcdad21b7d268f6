import { describe, expect, it } from '@jest/globals';
import { ACCEPTED, AMBIGUOUS, ARCHIVED, NOTHING, ORDER, PENDING, Played, REFUSED, TOO_LONG } from './played-order.js';
import { DAY, MINUTE } from '../../support/item-run-of.js';

// What a person has paid for, decided and approved stays so when an order has ended, or was cut short, and is retried.

describe('a job that was paid is followed again, whatever was asked for before', () => {
  it('when retryItem had found it instead of ordering, and the order was cancelled', async () => {
    const played = await Played.unclear();
    await played.box.update('retryItem', { itemId: 'a', change: { copies: 2 } });
    await played.answer('findJobs', { jobs: [{ jobId: 'J1', generation: 1, match: 'exact' }], proved: true });
    await played.box.requestCancel();
    await played.retry();
    expect(played.item).toMatchObject({ state: { kind: 'rendering' }, jobId: 'J1', generation: 1 });
    expect(played.calls).toHaveLength(1);
  });

  it('when a person had it adopted after a correction that could not be ordered yet', async () => {
    const played = await Played.unclear();
    await played.box.update('retryItem', { itemId: 'a', change: { copies: 2 } });
    await played.unreadable();
    await played.adopt('J1', PENDING);
    await played.retry();
    expect(played.item).toMatchObject({ state: { kind: 'rendering' }, jobId: 'J1' });
    expect(played.calls).toHaveLength(1);
  });

  it('when it was proved by a callback after a retry, and the order cut short twice', async () => {
    const played = await Played.begin();
    await played.answer('produce', AMBIGUOUS);
    await played.silence(NOTHING);
    await played.answer('produce', REFUSED);
    played.box.deliver('printessCallback', { itemId: 'a', generation: 1, jobId: 'J1', outcome: TOO_LONG });
    await played.box.settle();
    await played.retry();
    await played.answer('checkStatus', PENDING);
    await played.retry();
    expect(played.item).toMatchObject({ state: { kind: 'rendering' }, jobId: 'J1' });
    expect(played.calls).toHaveLength(2);
  });

  it('when the one that was followed last was a mistake of a person’s', async () => {
    const played = await Played.begin();
    await played.answer('produce', ACCEPTED);
    await played.overdue();
    await played.box.update('adoptJob', { itemId: 'a', jobId: 'mistyped' });
    await played.unknownTwice();
    await played.reported();
    await played.box.advance(8 * DAY);
    expect(played.box.end?.kind).toBe('completed');
    await played.retry();
    expect(played.item).toMatchObject({ state: { kind: 'rendering' }, jobId: 'J1' });
    expect(played.calls).toHaveLength(1);
  });
});

describe('a call that may have been accepted is not paid again', () => {
  it('when it was cut short, the next one is refused, and a callback then names its job', async () => {
    for (const isEarly of [false, true]) {
      const played = await Played.begin();
      await played.retry();
      if (isEarly) await played.reported();
      await played.box.advance(3 * MINUTE);
      await played.answer('produce', REFUSED);
      if (!isEarly) await played.reported();
      await played.box.update('retryItem', { itemId: 'a' });
      expect(played.calls).toHaveLength(2);
      expect(played.open('checkStatus').input).toMatchObject({ jobId: 'J1' });
    }
  });

  it('when a person had its own job adopted, which failed: its intent is looked for, and another one ordered', async () => {
    const played = await Played.unclear();
    await played.box.update('adoptJob', { itemId: 'a', jobId: 'J1' });
    const failed = { kind: 'failed', message: 'No such font' };
    await played.answer('checkStatus', { kind: 'final', outcome: failed, statusCalls: 1 });
    await played.box.requestCancel();
    await played.retry();
    await played.answer('findJobs', { jobs: [{ jobId: 'J1', generation: 1, match: 'exact' }], proved: true });
    expect(played.calls.map(({ generation }) => generation)).toEqual([1, 2]);
  });
});

describe('what a person has said stands', () => {
  it('an item that is to follow a job, though that was unknown before, orders nothing', async () => {
    const order = { ...ORDER, items: [{ itemId: 'a', templateName: 'mug', adopt: { jobId: 'K' } }] };
    for (const isEnded of [true, false]) {
      const played = await Played.begin(order);
      await played.unknownTwice();
      if (isEnded) {
        await played.box.update('abandonItem', { itemId: 'a', reason: 'Enough.' });
        await played.retry({ itemId: 'a', change: { adopt: { jobId: 'K' } } });
      } else await played.box.update('retryItem', { itemId: 'a', change: { adopt: { jobId: 'K' } } });
      expect(played.open('checkStatus').input).toMatchObject({ jobId: 'K' });
      expect(played.calls).toEqual([]);
    }
  });

  it('a reprint of what is rendered, and could not be delivered, is ordered', async () => {
    const played = await Played.begin(ARCHIVED);
    await played.answer('produce', ACCEPTED);
    await played.reported();
    await played.answer('keepFiles', { kind: 'failed', message: 'Gone.' });
    await played.box.update('abandonItem', { itemId: 'a', reason: 'Enough.' });
    await played.retry({ itemId: 'a', generation: 1, reprint: true });
    expect(played.calls.map(({ generation }) => generation)).toEqual([1, 2]);
  });

  it('an approval goes along, with what is known of the success: nothing is asked, and its files are fetched', async () => {
    for (const isApproved of [false, true]) {
      const played = await Played.begin(ARCHIVED);
      await played.answer('produce', ACCEPTED);
      await played.reported();
      if (isApproved) {
        await played.answer('keepFiles', { kind: 'faulty', faults: ['2 pages, not 1.'] });
        await played.box.update('approveItem', { itemId: 'a', reason: 'fine' });
      }
      await played.retry();
      expect(played.open('keepFiles').input).toMatchObject({ refuseFaulty: !isApproved });
    }
  });

  it('a decision that nobody could make while the order was not running is waited for anew', async () => {
    const items = ['a', 'b'].map((itemId) => ({ itemId, templateName: 'mug' }));
    const played = await Played.begin({ ...ORDER, items });
    for (const task of played.box.openTasks()) task.succeed(REFUSED);
    await played.box.settle();
    played.box.terminate();
    await played.box.advance(8 * DAY);
    await played.retry({ itemId: 'a', change: { copies: 2 } });
    expect(played.box.carried().items[1]).toMatchObject({ state: { kind: 'attention' }, warnings: [] });
  });
});

it('an end that was reported is the first, and wins, though the order was cut short and another one is told', async () => {
  const played = await Played.begin();
  await played.answer('produce', ACCEPTED);
  await played.reported(TOO_LONG);
  await played.retry();
  await played.reported({ kind: 'failed', message: 'No such font' });
  expect(played.item).toMatchObject({ state: { kind: 'rendering', reported: {} }, ignored: { repeated: 1 } });
});

it('what a callback has told of an end is not lost: its files are asked for, and where nobody knows them it is produced', async () => {
  const played = await Played.begin();
  await played.answer('produce', ACCEPTED);
  await played.reported(TOO_LONG);
  await played.retry();
  await played.unknownTwice();
  expect(played.item.state.kind).toBe('produced');
});
