import { describe, expect, it } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import fc from 'fast-check';
import type { OrderView } from '../../src/contract/view.js';
import { orderOf } from '../support/order-of.js';
import { failure, jobOf, scriptedActivities, success } from '../support/scripted-activities.js';
import { advance } from '../../src/testing/skip-time.js';
import { until } from '../support/until.js';
import { withOrders, type OrderHandle, type Orders } from '../support/with-orders.js';

const EVENTS = ['news', 'success', 'failure', 'foreign', 'worker gone', 'worker back', 'timer'] as const;
type Event = (typeof EVENTS)[number];

/** The reference: what one item must look like, whatever comes in whatever order. A repeated event is a duplicate. */
class Model {
  state: 'rendering' | 'attention' | 'produced' = 'rendering';
  statusCalls = 0;
  repeated = 0;
  foreign = 0;
  workerGone = false;
  hurried = false;
  /** Produced, and a worker has seen it: nothing reaches the order any more. */
  closed = false;

  take(event: Event): void {
    if (event === 'worker gone' || event === 'worker back') this.workerGone = event === 'worker gone';
    else if (!this.closed) this.hear(event);
    this.closed ||= this.state === 'produced' && !this.workerGone;
  }

  private hear(event: Event): void {
    if (event === 'foreign') this.foreign += 1;
    else if (event === 'timer') this.statusCalls += this.state === 'rendering' && !this.workerGone ? 1 : 0;
    else if (event === 'news') {
      // It brings the next look forward, once, and only where a look makes sense.
      if (this.state === 'rendering' && !this.hurried) this.statusCalls += 1;
      this.hurried ||= this.state === 'rendering';
    } else if (this.state !== 'rendering') this.repeated += 1;
    else this.state = event === 'success' ? 'produced' : 'attention';
  }
}

describe('an item under any interleaving of events', () => {
  it('is as the reference model says', async () => {
    await withOrders(scriptedActivities(), async (orders) => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 8 }), (events) =>
          run(orders, events),
        ),
        { numRuns: 25 },
      );
    });
  });
});

async function run(orders: Orders, events: Event[]): Promise<void> {
  const model = new Model();
  const order = await orders.start(
    orderOf(1, { policy: { statusChecks: ['1h'], orderDeadline: '3000d', attentionTimeout: '3000d' } }),
  );
  const first = await orders.seen(order, 'rendering', ({ items }) => items[0]?.state === 'rendering');
  const clock = { now: Date.parse(first.createdAt) };

  for (const event of events) {
    // What is in flight is let arrive: the model knows no order of things that happen at the same time.
    if (!model.workerGone) await settled(order, model);
    if (event === 'timer' && (model.state !== 'rendering' || model.workerGone)) continue;
    if (event === 'news' && model.workerGone) continue;
    await act(orders, order, event, model, clock);
    model.take(event);
  }
  if (model.workerGone) await orders.startWorkers();
  await settled(order, model);
}

async function act(
  orders: Orders,
  order: OrderHandle,
  event: Event,
  model: Model,
  clock: { now: number },
): Promise<void> {
  if (event === 'worker gone') return model.workerGone ? undefined : orders.stopWorkers();
  if (event === 'worker back') return model.workerGone ? orders.startWorkers() : undefined;
  if (event === 'timer') {
    const { items } = await order.query<OrderView>('order');
    const wait = Date.parse(items[0]?.nextStatusCheckAt ?? '') - clock.now + 60_000;
    clock.now += wait;
    return advance(orders.client, order, `${wait}ms`);
  }
  const outcome = event === 'success' ? success : failure;
  const jobId = event === 'foreign' ? 'foreign' : jobOf('i1');
  const news = { itemId: 'i1', generation: 1, ...(event !== 'news' && { jobId, outcome }) };
  await order.signal('printessCallback', news).catch((error: unknown) => {
    if (!(error instanceof WorkflowNotFoundError)) throw error;
  });
}

async function settled(order: OrderHandle, model: Model): Promise<void> {
  const { state, statusCalls, foreign, repeated } = model;
  const wanted = { state, statusCalls, ignored: { foreign, repeated } };
  await until(`the item to be ${JSON.stringify(wanted)}`, async () => {
    const item = (await order.query<OrderView>('order')).items[0];
    const ignored = item?.ignoredCallbacks ?? { foreign: 0, repeated: 0 };
    try {
      expect({ state: item?.state, statusCalls: item?.statusCalls, ignored }).toEqual(wanted);
      return true;
    } catch {
      return false;
    }
  });
}
