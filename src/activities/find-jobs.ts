import type { FindJobsInput } from '../contract/activity-inputs.js';
import type { FindJobsAnswer } from '../contract/answer.js';
import { intentOf, intentText } from '../contract/intent.js';
import { listProvesItself, readOrderRows, rowsOfItem } from '../printess/find-jobs.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { toActivityFailure, unknownShop } from './failures.js';

/** Reads the list of orders for all rows of an item, after an answer was lost. Free: throws what Temporal retries. */
export function createFindJobs({ shop: shopOf }: Pick<ActivityDeps, 'shop'>): Activities['findJobs'] {
  return async (input: FindJobsInput): Promise<FindJobsAnswer> => {
    const { shop, orderId, item, generation, httpTimeout: deadlineMs } = input;
    const connection = shopOf(shop);
    if (!connection) throw unknownShop(shop);
    const { client, origin } = connection;
    const intent = intentOf(shop, orderId, item, generation);
    try {
      const { jobs, cut } = rowsOfItem(await readOrderRows(client, { orderId, deadlineMs }), intent);
      const proved =
        cut.length === 0 && (await listProvesItself(client, { text: intentText(intent), origin, deadlineMs }));
      return { jobs, proved };
    } catch (error) {
      throw toActivityFailure(error);
    }
  };
}
