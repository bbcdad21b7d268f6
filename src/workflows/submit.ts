import { condition } from '@temporalio/workflow';
import { PRODUCE_CALLS_IN_FLIGHT } from '../contract/limits.js';
import { callProduce } from './call-produce.js';
import { endItem, startRendering, warn } from './change-item.js';
import type { ItemRun, OrderRun } from './order-run.js';
import { takeAnswer } from './take-answer.js';

/** Sends an item to Printess when its turn has come. */
export async function submit(order: OrderRun, item: ItemRun): Promise<void> {
  if (item.item.adopt && item.jobs.length === 0) return adoptPaidJob(order, item, item.item.adopt.jobId);

  order.line.push(item);
  await condition(() => order.cancelled !== undefined || item.givenUp !== undefined || isItsTurn(order, item));
  const answer = order.cancelled || item.givenUp ? undefined : await callProduce(order, item);
  order.line.splice(order.line.indexOf(item), 1);

  if (answer) takeAnswer(order, item, answer);
  else if (item.givenUp) giveUp(order, item, item.givenUp);
}

/** At most so many calls of an order are in flight, and none while the shop is in trouble. */
function isItsTurn(order: OrderRun, item: ItemRun): boolean {
  return !order.trouble && order.line.slice(0, PRODUCE_CALLS_IN_FLIGHT).includes(item);
}

function adoptPaidJob(order: OrderRun, item: ItemRun, jobId: string): void {
  startRendering(order, item, { jobId });
  item.lookNow = true;
}

function giveUp(order: OrderRun, item: ItemRun, why: string): void {
  warn(item, why);
  endItem(order, item, 'abandoned');
}
