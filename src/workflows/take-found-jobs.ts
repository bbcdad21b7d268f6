import type { FindJobsAnswer } from '../contract/answer.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { takeAnswer } from './take-answer.js';

/** Adopts the oldest job of a list, the others become warnings. Returns whether there was one. */
export function takeFoundJobs(order: OrderRun, item: ItemRun, list: FindJobsAnswer | undefined): boolean {
  const [oldest, ...others] = list?.jobs ?? [];
  if (!oldest) return false;
  const { createdOn, ...job } = oldest;
  takeAnswer(order, item, {
    kind: 'accepted',
    ...job,
    produceCalls: 0,
    found: createdOn === undefined ? {} : { createdOn },
    otherJobs: others.map(({ jobId }) => jobId),
  });
  return true;
}
