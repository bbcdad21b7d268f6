import { ApplicationFailure } from '@temporalio/common';
import { describe, expect, it } from '@jest/globals';
import type { KeepFilesAnswer, KeepFilesInput } from '../../src/contract/delivery.js';
import type { OrderView } from '../../src/contract/view.js';
import { later } from '../support/later.js';
import { only, rendering } from '../support/order-states.js';
import { orderOf } from '../support/order-of.js';
import { jobOf, keptAll, scriptedActivities, success } from '../support/scripted-activities.js';
import { withOrders, type OrderHandle } from '../support/with-orders.js';

const KEEPING = { policy: { archive: true } };
const isIn = (state: string) => (view: OrderView) => only(view).state === state;
const waitsFor = (reason: string) => (view: OrderView) => only(view).attention?.reason === reason;
const callback = (handle: OrderHandle, itemId = 'i1', outcome: object = success) =>
  handle.signal('printessCallback', { itemId, generation: 1, jobId: jobOf(itemId), outcome });
const failed: KeepFilesAnswer = { kind: 'failed', message: 'the disk is full' };
const faulty = ({ refuseFaulty }: KeepFilesInput, all: KeepFilesAnswer): KeepFilesAnswer =>
  refuseFaulty ? { kind: 'faulty', faults: ['cover.pdf has 2 pages, Printess said 1.'] } : all;

describe('an order that keeps its files', () => {
  it('is produced when they are kept, and hands them over when all are', async () => {
    const second = later();
    const activities = scriptedActivities({
      keepFiles: async (input) => {
        if (input.itemId === 'i2') await second.promise;
        return keptAll(input);
      },
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(2, { ...KEEPING, reference: { customer: 7 } }));
      await seen(handle, 'the items render', rendering);
      await callback(handle, 'i1');
      await callback(handle, 'i2');
      const view = await seen(handle, 'one is kept', isIn('produced'));
      expect(view.items[1]?.state).toBe('delivering');
      expect(view.state).toBe('running');
      expect(activities.handedOver).toEqual([]);
      second.resolve();
      const last = await handle.result();
      expect(last).toMatchObject({ state: 'produced', reference: { customer: 7 } });
      expect(only(last).kept).toMatchObject({ fileCount: 1, folder: expect.stringContaining('/i1/') });
      expect(activities.handedOver).toMatchObject([{ state: 'produced', items: [{ isKept: true }, { isKept: true }] }]);
      expect(activities.produced).toHaveLength(2);
    });
  });

  it('asks a person where they cannot be kept, and fetches them again for free', async () => {
    const activities = scriptedActivities({ keepFiles: (input, call) => (call === 1 ? failed : keptAll(input)) });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(1, KEEPING);
      const handle = await start(order);
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      const view = await seen(handle, 'attention', waitsFor('delivery-failed'));
      expect(only(view)).toMatchObject({ actions: ['retryItem', 'abandonItem'], files: success.files });
      expect(only(view).attention?.message).toContain('the disk is full');
      await production.retryItem(order.orderId, { itemId: 'i1', generation: 1 });
      expect(only(await handle.result())).toMatchObject({ state: 'produced', generation: 1, produceCalls: 1 });
      expect(activities.produced).toHaveLength(1);
    });
  });

  it('goes on with what could not be kept by the signal resume', async () => {
    const activities = scriptedActivities({ keepFiles: (input, call) => (call === 1 ? failed : keptAll(input)) });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(1, KEEPING));
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      await seen(handle, 'attention', waitsFor('delivery-failed'));
      await handle.signal('resume');
      expect(only(await handle.result())).toMatchObject({ state: 'produced', produceCalls: 1, statusCalls: 0 });
    });
  });

  it('pays again for files that are gone only by a word of its own', async () => {
    const activities = scriptedActivities({
      keepFiles: (input) => (input.generation === 1 ? failed : keptAll(input)),
    });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(1, KEEPING);
      const handle = await start(order);
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      await seen(handle, 'attention', waitsFor('delivery-failed'));
      await production.retryItem(order.orderId, { itemId: 'i1', reprint: true });
      await seen(handle, 'the next generation renders', (view) => rendering(view) && only(view).generation === 2);
      expect(only(await handle.query<OrderView>('order')).files).toBeUndefined();
      await handle.signal('printessCallback', { itemId: 'i1', generation: 2, jobId: jobOf('i1', 2), outcome: success });
      expect(only(await handle.result())).toMatchObject({ state: 'produced', generation: 2, produceCalls: 2 });
    });
  });

  it('asks a person about files that are not what was ordered, who takes them as they are', async () => {
    const activities = scriptedActivities({ keepFiles: (input) => faulty(input, keptAll(input)) });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(1, { policy: { archive: true, acceptance: 'attention' } });
      const handle = await start(order);
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      const view = await seen(handle, 'attention', waitsFor('preflight-failed'));
      expect(only(view).actions).toEqual(['retryItem', 'approveItem', 'abandonItem']);
      expect(only(view).attention?.message).toContain('cover.pdf has 2 pages');
      await production.approveItem(order.orderId, { itemId: 'i1', reason: 'seen it', by: 'Ada' });
      const item = only(await handle.result());
      expect(item).toMatchObject({ state: 'produced', produceCalls: 1 });
      expect(item.decisions).toMatchObject([{ action: 'approveItem', by: 'Ada', reason: 'seen it' }]);
      expect(activities.handedOver[0]?.items[0]?.decisions).toMatchObject([{ by: 'Ada' }]);
    });
  });

  it('orders an item with faulty files again only by a change, or by a word of its own: the free retry may come twice', async () => {
    const activities = scriptedActivities({
      keepFiles: (input, call) => (call === 1 ? failed : faulty(input, keptAll(input))),
    });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(1, { policy: { archive: true, acceptance: 'attention' } });
      const handle = await start(order);
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      await seen(handle, 'a disk that is full', waitsFor('delivery-failed'));
      const free = { itemId: 'i1', generation: 1 };
      await production.retryItem(order.orderId, free);
      await seen(handle, 'faulty files', waitsFor('preflight-failed'));
      await expect(production.retryItem(order.orderId, free)).rejects.toThrow('{"itemId":"i1","reprint":true}');
      await expect(production.retry(order.orderId)).rejects.toThrow('as a reprint');
      expect(activities.produced).toHaveLength(1);
      await production.retryItem(order.orderId, { ...free, reprint: true });
      await seen(handle, 'the second job', rendering);
      expect(activities.produced).toHaveLength(2);
      await production.cancel(order.orderId);
    });
  });

  it('asks about what the result tells where no files are kept', async () => {
    await withOrders(scriptedActivities(), async ({ production, start, seen }) => {
      const order = orderOf(1, { policy: { acceptance: 'attention' } });
      const items = [{ itemId: 'i1', templateName: 'mug', expect: { pages: 2 } }];
      const handle = await start({ ...order, items });
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      const view = await seen(handle, 'attention', waitsFor('preflight-failed'));
      expect(only(view).attention?.message).toContain('Document cover has 1 pages, 2 were expected.');
      await production.approveItem(order.orderId, { itemId: 'i1', reason: 'one is enough' });
      expect(only(await handle.result())).toMatchObject({ state: 'produced', produceCalls: 1 });
    });
  });

  it('warns of files that are not what was ordered, where nobody is to be asked', async () => {
    const faults = ['cover.pdf has 2 pages, Printess said 1.'];
    const keepFiles = (input: KeepFilesInput): KeepFilesAnswer => ({ ...keptAll(input), faults }) as KeepFilesAnswer;
    await withOrders(scriptedActivities({ keepFiles }), async ({ start, seen }) => {
      const handle = await start(orderOf(1, KEEPING));
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      expect(only(await handle.result())).toMatchObject({ state: 'produced', warnings: faults });
    });
  });

  it('ends cancelled while its files come: no manifest, and a retry follows the paid job again', async () => {
    const stuck = later();
    const activities = scriptedActivities({
      keepFiles: async (input, call) => {
        if (call === 1) await stuck.promise;
        return keptAll(input);
      },
      checkStatus: () => ({ kind: 'final', outcome: success, statusCalls: 1 }),
    });
    await withOrders(activities, async ({ client, production, start, seen }) => {
      const order = orderOf(1, KEEPING);
      const handle = await start(order);
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      await seen(handle, 'its files come', isIn('delivering'));
      await handle.cancel();
      await expect(handle.result()).rejects.toThrow('cancelled');
      stuck.resolve();
      expect(only(await production.get(order.orderId))).toMatchObject({ state: 'cancelled', files: success.files });
      expect(activities.handedOver).toEqual([]);
      await production.retry(order.orderId);
      const again = client.workflow.getHandle(handle.workflowId);
      const last = (await again.result()) as OrderView;
      expect(only(last)).toMatchObject({ state: 'produced', generation: 1, produceCalls: 1 });
      expect(activities.produced).toHaveLength(1);
    });
  });

  it('gives an item up while its files come', async () => {
    const stuck = later();
    const activities = scriptedActivities({
      keepFiles: async (input) => {
        await stuck.promise;
        return keptAll(input);
      },
    });
    await withOrders(activities, async ({ production, start, seen }) => {
      const order = orderOf(1, KEEPING);
      const handle = await start(order);
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      await seen(handle, 'its files come', isIn('delivering'));
      await production.abandonItem(order.orderId, { itemId: 'i1', reason: 'not wanted any more' });
      const last = await handle.result();
      stuck.resolve();
      expect(last.state).toBe('failed');
      expect(only(last).warnings?.join()).toMatch(
        /Its files were made, and are not kept here\. Printess deletes them on /,
      );
      expect(activities.handedOver).toEqual([]);
    });
  });

  it('ends, and says so, where the manifest can never be written', async () => {
    const handOver = () => {
      throw ApplicationFailure.nonRetryable('The archive is gone.');
    };
    await withOrders(scriptedActivities({ handOver }), async ({ start, seen }) => {
      const handle = await start(orderOf(1, KEEPING));
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      const item = only(await handle.result());
      expect(item.state).toBe('produced');
      expect(item.warnings?.join()).toContain('manifest could not be written: The archive is gone.');
    });
  });

  it('hears no other job once its own has succeeded', async () => {
    const stuck = later();
    const activities = scriptedActivities({
      keepFiles: async (input) => {
        await stuck.promise;
        return keptAll(input);
      },
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(1, KEEPING));
      await seen(handle, 'the item renders', rendering);
      await callback(handle);
      await seen(handle, 'its files come', isIn('delivering'));
      await callback(handle, 'i1', { kind: 'failed', message: 'late' });
      await handle.signal('printessCallback', { itemId: 'i1', generation: 1, jobId: 'other', outcome: success });
      await handle.signal('checkNow');
      await seen(handle, 'both are counted', (view) => only(view).ignoredCallbacks?.foreign === 1);
      stuck.resolve();
      const item = only(await handle.result());
      expect(item).toMatchObject({ state: 'produced', jobId: jobOf('i1'), statusCalls: 0 });
      expect(item.ignoredCallbacks).toEqual({ repeated: 1, foreign: 1 });
    });
  });

  it('brings the files of ten items in at once, and of the others after them', async () => {
    const stuck = later();
    let most = 0;
    let now = 0;
    const activities = scriptedActivities({
      keepFiles: async (input) => {
        most = Math.max(most, ++now);
        await stuck.promise;
        now -= 1;
        return keptAll(input);
      },
    });
    await withOrders(activities, async ({ start, seen }) => {
      const handle = await start(orderOf(14, KEEPING));
      const view = await seen(handle, 'the items render', rendering);
      for (const { itemId } of view.items) await callback(handle, itemId);
      await seen(handle, 'ten have begun', () => most === 10);
      stuck.resolve();
      expect((await handle.result()).state).toBe('produced');
      expect(most).toBe(10);
      expect(activities.kept).toHaveLength(14);
    });
  });
});
