import type { ItemRun, Setting } from '../item/item-run.js';
import { roomOf } from './budget.js';
import type { OrderRun } from './order-run.js';

/** What the pure steps of an item need from its order. */
export function settingOf(order: OrderRun, item: ItemRun): Setting {
  return {
    now: Date.now(),
    waits: order.waits,
    room: roomOf(order),
    isSiblings: (jobId) => order.items.some((other) => other !== item && other.jobs.some((job) => job.jobId === jobId)),
    moment: (earliest, latest) => order.timer.moment(earliest, latest),
  };
}
