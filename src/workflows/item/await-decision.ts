import { deliverAgain, followed, type ItemState } from '../../contract/carried-state.js';
import { checkStatus } from '../calls/check-status.js';
import type { OrderRun } from '../order/order-run.js';
import { settingOf } from '../order/setting-of.js';
import { waitFor } from './hear.js';
import type { ItemRun } from './item-run.js';
import { takeStatusInAttention } from './take-status.js';

/** Waits for a person; a late success of the item's own job, or a check that somebody asks for, may end it well before. */
export async function awaitDecision(
  order: OrderRun,
  item: ItemRun,
  state: Extract<ItemState, { kind: 'attention' }>,
): Promise<ItemState> {
  const job = followed(item);
  const isAsked = () => item.question !== undefined || (item.check !== undefined && job !== undefined);
  const end = state.since + order.waits.attentionTimeout;
  await waitFor(order, item, isAsked, end, 'Waits for a person; gives up if nobody decides');
  if (!job || !isAsked()) return state;
  if (state.reason === 'delivery-failed') return deliverAgain(state);
  const asked = await checkStatus(order, item, { jobId: job.jobId, automatic: false });
  return asked ? takeStatusInAttention(item, state, job, asked.answer, settingOf(order, item)) : state;
}
