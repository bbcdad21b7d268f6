import { describe, expect, it } from '@jest/globals';
import { ACCEPTED, ARCHIVED, NOTHING, ORDER, PENDING, Played } from './played-order.js';
import { MINUTE, rowOf, successOf } from '../../support/item-run-of.js';

// What a person has wished for and not got yet is not lost, and nothing else is paid in its stead.

const FAILED = { kind: 'final', outcome: { kind: 'failed', message: 'No such font' }, statusCalls: 1 };

describe('the wish to follow a job that is paid already', () => {
  const wish = { itemId: 'a', change: { adopt: { jobId: 'K' } } };
  const unclear = async () => {
    const played = await Played.unclear();
    await played.box.update('retryItem', wish);
    return played;
  };

  it('outlives a run that was ended before its first task', async () => {
    const played = await Played.begin();
    await played.answer('produce', ACCEPTED);
    await played.reported({ kind: 'failed', message: 'No such font' });
    await played.box.requestCancel();
    const begun = played.reopened(wish);
    await played.begin(played.reopened({}, begun));
    expect(played.open('checkStatus').input).toMatchObject({ jobId: 'K' });
    expect(played.calls).toHaveLength(1);
  });

  it('outlives a run that was cut short while the call before was looked for', async () => {
    const played = await unclear();
    await played.retry();
    await played.box.advance(2 * MINUTE);
    await played.answer('findJobs', NOTHING);
    expect(played.open('checkStatus').input).toMatchObject({ jobId: 'K' });
    expect(played.calls).toHaveLength(1);
  });

  it('stands where it is said again without a change, after the list could not be read', async () => {
    const played = await unclear();
    await played.unreadable();
    await played.box.update('retryItem', { itemId: 'a' });
    await played.answer('findJobs', NOTHING);
    expect(played.open('checkStatus').input).toMatchObject({ jobId: 'K' });
    expect(played.calls).toHaveLength(1);
  });
});

describe('a wish to follow a job, said in an order that is open', () => {
  const K = 'K';
  const failed = { kind: 'failed' as const, message: 'No such font' };
  const wish = { itemId: 'a', change: { adopt: { jobId: K } } };

  it('is fulfilled when the list has it followed: a retry after that orders', async () => {
    const played = await Played.unclear();
    await played.box.update('retryItem', wish);
    await played.answer('findJobs', { jobs: [rowOf(K)], proved: true });
    await played.box.signal('printessCallback', { itemId: 'a', generation: 1, jobId: K, outcome: failed });
    await played.box.update('retryItem', { itemId: 'a' });
    expect(played.calls).toHaveLength(2);
  });

  it('is fulfilled when a callback has it followed, what was corrected with it stays wanted', async () => {
    const played = await Played.unclear();
    await played.box.update('retryItem', { itemId: 'a', change: { ...wish.change, copies: 2 } });
    await played.box.signal('printessCallback', { itemId: 'a', generation: 1, jobId: K, outcome: failed });
    await played.unreadable();
    await played.answer('checkStatus', FAILED);
    await played.box.update('retryItem', { itemId: 'a' });
    expect(played.calls.map(({ item }) => item.copies)).toEqual([undefined, 2]);
  });

  it.each([{ change: { adopt: null } }, { item: { itemId: 'a', templateName: 'mug' } }])(
    'is withdrawn by %j',
    async (withdrawal) => {
      const played = await Played.unclear();
      await played.adopt(K, FAILED);
      await played.box.update('retryItem', wish);
      await played.unreadable();
      await played.box.update('retryItem', { itemId: 'a', ...withdrawal });
      await played.answer('findJobs', NOTHING);
      expect(played.calls).toHaveLength(2);
    },
  );

  it('goes before an earlier job’s reprint while nobody knows of the call, the order open or ended', async () => {
    for (const end of ['open', 'ended']) {
      const played = await Played.unclear(ARCHIVED);
      await played.adopt('J1', { kind: 'final', outcome: successOf(), statusCalls: 1 });
      await played.answer('keepFiles', { kind: 'faulty', faults: ['2 pages, not 1.'] });
      await played.box.update('retryItem', wish);
      await played.unreadable();
      if (end === 'open') await played.box.update('retryItem', { itemId: 'a', reprint: true });
      else await played.retry({ itemId: 'a', reprint: true });
      await played.answer('findJobs', NOTHING);
      expect(played.open('checkStatus').input).toMatchObject({ jobId: K });
      expect(played.calls).toHaveLength(1);
    }
  });
});

describe('a reprint of what another job has brought, while a wish to follow one is left', () => {
  const found = async (order = ORDER) => {
    const played = await Played.unclear(order);
    await played.box.update('retryItem', { itemId: 'a', change: { adopt: { jobId: 'K' } } });
    await played.answer('findJobs', { jobs: [rowOf('J1')], proved: true });
    await played.reported(successOf());
    return played;
  };

  it('is ordered, the order ended', async () => {
    const played = await found();
    expect(played.box.end).toBeDefined();
    await played.retry({ itemId: 'a', reprint: true });
    expect(played.calls.map(({ generation, item }) => [generation, item.adopt])).toEqual([
      [1, undefined],
      [2, undefined],
    ]);
  });

  it('is ordered, the files not what was wanted', async () => {
    const played = await found(ARCHIVED);
    await played.answer('keepFiles', { kind: 'faulty', faults: ['2 pages, not 1.'] });
    await played.box.update('retryItem', { itemId: 'a', reprint: true });
    expect(played.calls).toHaveLength(2);
  });
});

describe('a correction that came after a job was followed', () => {
  it.each(['cut short', 'cancelled', 'abandoned', 'cancelled while it waits'])(
    'is ordered, the order %s',
    async (end) => {
      const played = await Played.unclear();
      await played.adopt('J1', PENDING);
      await played.overdue();
      await played.box.update('retryItem', { itemId: 'a', change: { copies: 2 } });
      if (end !== 'cancelled while it waits') {
        await played.unreadable();
      }
      if (end.startsWith('cancelled')) await played.box.requestCancel();
      if (end === 'abandoned') await played.box.update('abandonItem', { itemId: 'a', reason: 'Enough.' });
      await played.retry();
      await played.answer('findJobs', NOTHING);
      expect(played.calls.map(({ generation, item }) => [generation, item.copies])).toEqual([
        [1, undefined],
        [2, 2],
      ]);
    },
  );
});

it('a job that a person had adopted, and corrected by another one, is not followed again', async () => {
  const played = await Played.unclear();
  await played.adopt('K', PENDING);
  await played.overdue();
  await played.adopt('J1', FAILED);
  await played.retry();
  expect(played.item.jobId).not.toBe('K');
  expect(played.item.state).toMatchObject({ kind: 'unanswered', retry: true });
});

it('a reprint of what is rendered is ordered, though another job of the item is alive', async () => {
  const played = await Played.begin(ARCHIVED);
  await played.answer('produce', ACCEPTED);
  await played.overdue();
  await played.adopt('J2', { kind: 'final', outcome: successOf(), statusCalls: 1 });
  await played.answer('keepFiles', { kind: 'failed', message: 'Gone.' });
  await played.box.update('abandonItem', { itemId: 'a', reason: 'Enough.' });
  await played.retry({ itemId: 'a', generation: 1, reprint: true });
  expect(played.calls.map(({ generation }) => generation)).toEqual([1, 2]);
});
