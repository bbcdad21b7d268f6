import { awaitDecision } from './await-decision.js';
import { clearUpDoubt } from './clear-up-doubt.js';
import { endItem, warn } from './change-item.js';
import { followJob } from './follow-job.js';
import { readCallbacks } from './read-callbacks.js';
import { hasEnded, isHeldItem, type ItemRun, type OrderRun } from './order-run.js';
import { submit } from './submit.js';
import { waitOutTrouble } from './wait-out-trouble.js';

/** One item's life, step by step; every step waits for something, takes it in, and leaves the item in its next state. */
export async function liveItem(order: OrderRun, item: ItemRun): Promise<void> {
  while (!hasEnded(item)) {
    if (order.cancelled) cancel(order, item);
    else if (item.state === 'rendering') await followJob(order, item);
    else if (item.state === 'attention') await (isHeldItem(item) ? waitOutTrouble : awaitDecision)(order, item);
    else if (item.doubt) await clearUpDoubt(order, item, item.doubt);
    else await submit(order, item);
  }
}

/** What was produced before the order was cancelled stays produced. */
function cancel(order: OrderRun, item: ItemRun): void {
  readCallbacks(order, item);
  if (item.doubt) warn(item, `Cancelled while nobody knew whether Printess accepted: ${item.doubt.message}`);
  if (!hasEnded(item)) endItem(order, item, 'cancelled');
}
