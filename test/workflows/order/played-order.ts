import { openBox, type Box, type Task } from './order-in-a-box.js';
import type { ProduceInput } from '../../../src/contract/activity-inputs.js';
import type { CarriedItem, CarriedState } from '../../../src/contract/carried-state.js';
import type { Outcome } from '../../../src/contract/outcome.js';
import type { ProductionOrder } from '../../../src/contract/order.js';
import type { RetryOrder } from '../../../src/client/production-client.js';
import { HOUR, MINUTE, successOf } from '../../support/item-run-of.js';

const { reopenOrder } = await import('../../../src/client/reopen-order.js');

export const ORDER: ProductionOrder = {
  orderId: 'o-1',
  shop: 'default',
  items: [{ itemId: 'a', templateName: 'mug' }],
};
export const ARCHIVED: ProductionOrder = { ...ORDER, policy: { archive: true, acceptance: 'attention' } };
export const AMBIGUOUS = { kind: 'ambiguous', message: 'ECONNRESET', produceCalls: 1 };
export const ACCEPTED = { kind: 'accepted', jobId: 'J1', produceCalls: 1 };
export const REFUSED = { kind: 'refused', message: 'No.', produceCalls: 1 };
export const NOTHING = { jobs: [], proved: true };
export const UNPROVED = { jobs: [], proved: false };
export const PENDING = { kind: 'pending', statusCalls: 1 };
export const TOO_LONG = successOf(0, { fileCount: 9, filesOmitted: true, filesBytes: 900 });

/** An order that is answered by hand, cut short and retried. */
export class Played {
  readonly tasks: Task[] = [];
  readonly box: Box = openBox({ onTask: (task) => void this.tasks.push(task) });

  readonly order: ProductionOrder;

  private constructor(order: ProductionOrder) {
    this.order = order;
  }

  static async begin(order: ProductionOrder = ORDER): Promise<Played> {
    const played = new Played(order);
    await played.box.start(order, { memo: { first: true } });
    return played;
  }

  /** One whose call has no answer, and whose list of orders does not tell: a person is asked. */
  static async unclear(order: ProductionOrder = ORDER): Promise<Played> {
    const played = await Played.begin(order);
    await played.answer('produce', AMBIGUOUS);
    await played.silence(UNPROVED);
    return played;
  }

  get item(): CarriedItem {
    const [item] = this.box.carried().items;
    if (!item) throw new Error('The order has no item');
    return item;
  }

  get calls(): ProduceInput[] {
    return this.tasks.filter(({ name }) => name === 'produce').map(({ input }) => input as ProduceInput);
  }

  open(name: string): Task {
    const task = this.box.openTasks().find((one) => one.name === name);
    if (!task) throw new Error(`${name} is not asked for: the item is ${JSON.stringify(this.item.state)}`);
    return task;
  }

  async answer(name: string, answer: unknown): Promise<void> {
    this.open(name).succeed(answer);
    await this.box.settle();
  }

  /** A person names a job; Printess is asked about it once. */
  async adopt(jobId: string, status: unknown): Promise<void> {
    await this.box.update('adoptJob', { itemId: 'a', jobId });
    await this.answer('checkStatus', status);
  }

  /** The list of orders cannot be read. */
  async unreadable(): Promise<void> {
    this.open('findJobs').fail();
    await this.box.settle();
  }

  /** The answer of two lookups after a call without one. */
  async silence(answer: unknown): Promise<void> {
    for (let n = 0; n < 2; n++) {
      await this.box.advance(2 * MINUTE);
      await this.answer('findJobs', answer);
    }
  }

  async unknownTwice(): Promise<void> {
    await this.answer('checkStatus', { kind: 'unknown', statusCalls: 1 });
    await this.box.advance(2 * MINUTE);
    if (!this.box.end) await this.answer('checkStatus', { kind: 'unknown', statusCalls: 1 });
  }

  /** Until the order asks no more by itself. */
  async overdue(): Promise<void> {
    while (this.item.state.kind === 'rendering') {
      await this.box.advance(HOUR);
      for (const task of this.box.openTasks()) task.succeed(PENDING);
      await this.box.settle();
    }
  }

  reported(outcome: Outcome = successOf()): Promise<void> {
    return this.box.signal('printessCallback', { itemId: 'a', generation: 1, jobId: 'J1', outcome });
  }

  /** What `client.retry` begins the next run with: by what this one knows, or by what was known before. */
  reopened(wish: RetryOrder = {}, known: CarriedState = this.box.carried()): CarriedState {
    const { box, order } = this;
    const reopened = reopenOrder(order, known, wish, { now: box.now, cutShort: !box.end });
    if (!reopened.ok) throw new Error(reopened.why);
    return reopened.carried;
  }

  begin(carried: CarriedState): Promise<void> {
    return this.box.start({ ...this.order, carried });
  }

  /** As `client.retry` does; a run that is open is terminated by it. */
  retry(wish: RetryOrder = {}): Promise<void> {
    return this.begin(this.reopened(wish));
  }
}
