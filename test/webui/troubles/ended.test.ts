import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { jsonOf, mug, startOperator, trouble, type Operator } from '../../support/operator.js';

// Orders that have ended, and are wanted after all; see waiting.test.ts.

let operator: Operator;
beforeAll(async () => {
  operator = await startOperator();
});
afterAll(() => operator.close());
const at = () => operator;
const AGAIN = 'If it is wanted after all: More Actions, Start Workflow Like This One';

describe('by what the screen says', () => {
  trouble(at, 18, 'An order is not wanted any more', async ({ submit, is, read, ...by }) => {
    const orderId = await submit('3018', [mug('fault:never-finish'), { itemId: 'cup', templateName: 'poster' }]);
    await is(orderId, 'rendering');
    await read(orderId, '1 is produced');
    await by.cancel();
    await is(orderId, 'cancelled');
    const text = await read(
      orderId,
      '1 of 2 items was cancelled, 1 is produced. 2 jobs are paid, 1 of them for nothing.',
    );
    await by.picture('order-cancelled');
    expect(text).toMatch(/Files\s+cup: .*\.pdf/);
    expect(text).toContain(AGAIN);
    return { done: '**Request Cancellation**; what was produced stays', orders: [orderId] };
  });

  trouble(at, 19, 'A cancelled order is wanted after all', async ({ production, submit, is, read, ...by }) => {
    const orderId = await submit('3019', [mug('fault:never-finish')]);
    const before = await is(orderId, 'rendering');
    await production.cancel(orderId);
    await is(orderId, 'cancelled');
    await read(orderId, AGAIN);
    await by.startLikeThisOne();
    const after = await is(orderId, 'rendering');
    expect(after.items[0]?.jobId).toBe(before.items[0]?.jobId);
    return { done: '**Start Workflow Like This One**: its paid job is followed', orders: [orderId] };
  });

  trouble(
    at,
    20,
    'An order in which an item was corrected is wanted after all',
    async ({ production, submit, is, read, ...by }) => {
      const cup = { itemId: 'cup', templateName: 'fault:never-finish' };
      const orderId = await submit('3020', [mug('missing-mug'), cup]);
      await is(orderId, 'attention');
      await production.retryItem(orderId, { itemId: 'mug', change: { templateName: 'poster' } });
      await is(orderId, 'produced');
      await production.abandonItem(orderId, { itemId: 'cup', reason: 'not wanted' });
      await is(orderId, 'partly-produced');
      await read(orderId, 'knows no correction: about a paid job it asks you first');
      await by.picture('order-partly-produced');
      await by.startLikeThisOne();
      await is(orderId, 'attention');
      const text = await read(orderId, 'Printess holds a job of this item that this order does not know');
      await by.picture('order-offers-a-job');
      await by.send('adoptJob', jsonOf(text, 'adoptJob follows'));
      await is(orderId, 'produced');
      return {
        done: '**Start Workflow Like This One**; `adoptJob`, copied with its job; nothing is paid again',
        orders: [orderId],
      };
    },
  );

  trouble(at, 21, 'Nobody has decided in time', async ({ world, submit, is, read, ...by }) => {
    await world.fault('refuse', 1);
    const orderId = await submit('3021', [mug()], { attentionTimeout: '3s' });
    await is(orderId, 'failed');
    const text = await read(orderId, AGAIN);
    expect(text).toContain('Nobody decided about refused in time.');
    await by.startLikeThisOne();
    await is(orderId, 'produced');
    return { done: '**Start Workflow Like This One**', orders: [orderId] };
  });

  trouble(at, 22, 'An order was terminated', async ({ world, page, submit, is, read, ...by }) => {
    const orderId = await submit('3022', [mug('fault:never-finish')]);
    const before = await is(orderId, 'rendering');
    await world.client.workflow.getHandle(`printess-default-${orderId}`).terminate('by mistake');
    await read(orderId, 'is being made');
    const beside = page.frameLocator('#user-metadata-details').locator('body');
    expect(await beside.innerText()).toContain('what stands beside is how it stood then, and nothing goes on');
    await by.startLikeThisOne();
    const after = await is(orderId, 'rendering');
    expect(after.items[0]?.jobId).toBe(before.items[0]?.jobId);
    return { done: '**Start Workflow Like This One**: its paid job is followed', orders: [orderId] };
  });

  trouble(at, 23, 'An order was started by hand under a wrong workflow id', async ({ world, page, is, ...by }) => {
    const orderId = '3023';
    await world.client.workflow.start('productionOrder', {
      workflowId: orderId,
      taskQueue: 'printess-production',
      args: [{ orderId, items: [mug()] }],
    });
    await page.goto(`${world.webUiUrl}/namespaces/default/workflows/${orderId}`);
    await page.getByText(`nothing was sent to Printess. Start it as printess-default-${orderId}`).first().waitFor();
    expect(await by.paidFor(orderId)).toBe(0);
    await by.startLikeThisOne(`printess-default-${orderId}`);
    await is(orderId, 'produced');
    return { done: '**Start Workflow Like This One**, with the id that the failure names', orders: [orderId] };
  });
});
