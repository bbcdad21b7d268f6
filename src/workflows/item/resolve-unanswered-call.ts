import type { ItemState } from '../../contract/carried-state.js';
import { findJobs } from '../calls/find-jobs.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { hasNews, waitFor } from './hear.js';
import type { ItemRun } from './item-run.js';
import { takeLookup } from './take-lookup.js';

/**
 * A produce call is without an answer: Printess may have accepted it, and been paid. The list of orders tells, read at
 * moments that were fixed when the call went unanswered; only its proved silence allows one more call.
 */
export async function resolveUnansweredCall(
  order: OrderRun,
  item: ItemRun,
  state: Extract<ItemState, { kind: 'unanswered' }>,
): Promise<ItemState> {
  const [due = 0] = state.lookups;
  await waitFor(order, item, () => false, due, 'Was the unanswered call accepted? Then the list of orders is read');
  if (hasNews(order, item) || Date.now() < due) return state;
  const asked = await findJobs(order, item);
  return asked ? takeLookup(item, state, asked.answer, settingOf(order, item)) : state;
}
