import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import type { OrderView } from '../../src/contract/view.js';
import { orderOf } from '../support/order-of.js';
import { jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { withOrders } from '../support/with-orders.js';

const bundle = await readFile(process.env['PRINTESS_TEST_WORKFLOW_BUNDLE'] ?? '', 'utf8');

/** The beginning of zod's base constructor, which each schema passes. */
const SCHEMA = '$constructor("$ZodType", (inst, def) => {';
const REFUSED = 'if (globalThis.__TEMPORAL_ACTIVATOR__) throw new Error("a schema is built while an order runs");';

describe('the workflow code', () => {
  it('is loaded once a worker: no schema is built for an order', async () => {
    expect(bundle.split(SCHEMA)).toHaveLength(2);
    const code = bundle.replace(SCHEMA, () => SCHEMA + REFUSED);
    await withOrders(
      scriptedActivities(),
      async ({ start, seen }) => {
        const order = await start(orderOf());
        await seen(order, 'rendering', (view) => view.items[0]?.state === 'rendering');
        await order.signal('printessCallback', { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome: success });
        expect(await order.result()).toMatchObject({ state: 'produced' });
      },
      { workflowBundle: { code } },
    );
  });

  it('keeps two orders in one context apart', async () => {
    await withOrders(scriptedActivities(), async ({ start, seen }) => {
      const orders = await Promise.all([orderOf(2), orderOf(3)].map((order) => start(order)));
      const views = await Promise.all(
        orders.map((order) => seen(order, 'rendering', ({ items }) => items.every(({ jobId }) => jobId !== undefined))),
      );
      expect(views.map(({ items }) => items.length)).toEqual([2, 3]);
      await orders[0]?.signal('printessCallback', {
        itemId: 'i1',
        generation: 1,
        jobId: jobOf('i1'),
        outcome: { kind: 'failed', message: 'no font' },
      });
      if (!orders[0] || !orders[1]) throw new Error('two orders were started');
      const failed = await seen(orders[0], 'the failure', ({ items }) => items[0]?.state === 'attention');
      expect(failed.items.map(({ state }) => state)).toEqual(['attention', 'rendering']);
      const other = await orders[1].query<OrderView>('order');
      expect(other.items.map(({ state }) => state)).toEqual(['rendering', 'rendering', 'rendering']);
    });
  });

  it('has less than 1.2 MB, its source map apart', () => {
    expect(bundle.indexOf('//# sourceMappingURL')).toBeLessThan(1_200_000);
  });
});
