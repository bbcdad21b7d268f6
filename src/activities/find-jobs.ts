import { activityInfo } from '@temporalio/activity';
import type { FindJobsInput } from '../contract/activity-inputs.js';
import type { FindJobsAnswer } from '../contract/answer.js';
import { intentOf, intentText } from '../contract/intent.js';
import { provesItself, readOrderRows, readOwnRows, rowsOfItem, type OrderRows } from '../printess/find-jobs.js';
import type { WireOrder } from '../printess/wire.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { toActivityFailure, unknownShop } from './failures.js';
import { createGathered } from './gathered.js';

/** Reads the list of orders for all rows of an item, after an answer was lost. Free: throws what Temporal retries. */
export function createFindJobs({ shop: shopOf }: Pick<ActivityDeps, 'shop'>): Activities['findJobs'] {
  const lookup = createGathered<{ rows: OrderRows; own: WireOrder[] }>();
  return async (input: FindJobsInput): Promise<FindJobsAnswer> => {
    const { shop, orderId, item, generation, httpTimeout: deadlineMs } = input;
    const connection = shopOf(shop);
    if (!connection) throw unknownShop(shop);
    const { client, origin } = connection;
    const intent = intentOf(shop, orderId, item, generation);
    try {
      const { rows, own } = await lookup(activityInfo().workflowExecution?.runId ?? '', async () => ({
        rows: await readOrderRows(client, { orderId, deadlineMs }),
        own: await readOwnRows(client, { origin, deadlineMs }),
      }));
      const { jobs, cut } = rowsOfItem(rows, intent);
      return { jobs, proved: cut.length === 0 && provesItself(own, intentText(intent)) };
    } catch (error) {
      throw toActivityFailure(error);
    }
  };
}
