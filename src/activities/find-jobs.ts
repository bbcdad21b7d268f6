import type { FindJobsInput } from '../contract/activity-inputs.js';
import type { FindJobsAnswer } from '../contract/answer.js';
import { intentText } from '../contract/intent.js';
import { findJobs } from '../printess/find-jobs.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { retryable } from './retryable.js';
import { unknownShop } from './unknown-shop.js';

/** Looks for the jobs of one intent after an answer was lost. Free: throws retryable errors where Printess gives no list. */
export function createFindJobs({ shop: shopOf }: Pick<ActivityDeps, 'shop'>): Activities['findJobs'] {
  return async (input: FindJobsInput): Promise<FindJobsAnswer> => {
    const { shop, orderId, item, generation, httpTimeout } = input;
    const connection = shopOf(shop);
    if (!connection) throw unknownShop(shop);
    const { client, origin } = connection;
    const intent = intentText(shop, orderId, item, generation);
    try {
      return await findJobs({ client, intent, orderId, origin, deadlineMs: httpTimeout, prove: true });
    } catch (error) {
      throw retryable(error);
    }
  };
}
