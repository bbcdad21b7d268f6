import type { ItemRun, Setting } from '../item/item-run.js';
import { roomOf } from './budget.js';
import type { OrderRun } from './order-run.js';

/** What the pure steps of an item need from its order. */
export function settingOf(order: OrderRun, item: ItemRun): Setting {
  return {
    now: Date.now(),
    waits: order.waits,
    files: order.input.policy ?? {},
    get room() {
      return roomOf(order);
    },
    isSiblings: (jobId) => order.items.some((other) => other !== item && namesJob(other, jobId)),
    moment: (earliest, latest) => order.timer.moment(earliest, latest),
  };
}

/** Whether an item has the job, or had it, or is to have it by what a person has asked for and nobody has acted on yet. */
function namesJob({ jobs, spec, correction, decision }: ItemRun, jobId: string): boolean {
  const decided = decision?.kind === 'adopt' ? decision : decision?.kind === 'retry' ? decision.spec.adopt : undefined;
  // Asked of each other item for each callback of a large order: nothing is built for it.
  const isNamed = spec.adopt?.jobId === jobId || correction?.adopt?.jobId === jobId || decided?.jobId === jobId;
  return isNamed || jobs.some((job) => job.jobId === jobId);
}
