import { condition, setHandler } from '@temporalio/workflow';
import { checkNowSchema } from '../contract/messages.js';
import { callbackReportSchema } from '../contract/outcome.js';
import { checkDecision } from './check-decision.js';
import type { Decision } from './decision.js';
import * as messages from './messages.js';
import { hasEnded, isHeldItem, type ItemRun, type OrderRun } from './order-run.js';
import { itemView, orderView } from './order-view.js';

/** Callbacks that an item keeps until it can compare them; the endpoint forwards five at the most. */
const CALLBACKS_KEPT = 10;

/** Sets the handlers of all messages. They only record; the items' lives decide. */
export function handleMessages(order: OrderRun): void {
  setHandler(messages.order, () => orderView(order), { description: 'The order as it stands, as JSON.' });

  setHandler(messages.printessCallback, (news) => recordCallback(order, news), {
    description: 'Sent by the callback endpoint when Printess reports a job. Do not send it by hand: use checkNow.',
  });
  setHandler(messages.checkNow, (input) => recordCheckNow(order, input), {
    description: 'Ask Printess now how the open jobs stand. Input: nothing, or {"itemId": "…"}.',
  });
  setHandler(messages.resume, () => recordResume(order), {
    description: 'The shop’s credits, token or network are mended: try what is held now. Input: nothing.',
  });

  const decide = async (decision: Decision) => {
    const item = itemOf(order, decision.itemId);
    item.decision = decision;
    await condition(() => item.decision !== decision);
    return itemView(item);
  };
  setHandler(messages.retryItem, (input) => decide({ kind: 'retry', ...input }), {
    description: 'Order an item anew (paid again). Input: {"itemId": "…"}; with "item": {…} corrected.',
    validator: (input) => checkDecision(order, 'retryItem', input),
  });
  setHandler(messages.adoptJob, (input) => decide({ kind: 'adopt', ...input }), {
    description: 'Follow a job that Printess has already. Input: {"itemId": "…", "jobId": "…"}.',
    validator: (input) => checkDecision(order, 'adoptJob', input),
  });
  setHandler(messages.approveItem, (input) => decide({ kind: 'approve', ...input }), {
    description: 'Take the files as they are, after a failed preflight. Input: {"itemId": "…", "reason": "…"}.',
    validator: (input) => checkDecision(order, 'approveItem', input),
  });
  setHandler(messages.abandonItem, (input) => decide({ kind: 'abandon', ...input }), {
    description: 'Give an item up. Input: {"itemId": "…", "reason": "…"}.',
    validator: (input) => checkDecision(order, 'abandonItem', input),
  });
}

function recordCallback(order: OrderRun, news: unknown): void {
  const parsed = callbackReportSchema.safeParse(news);
  if (!parsed.success) return;
  const item = order.items.find(({ item }) => item.itemId === parsed.data.itemId);
  if (!item) return;
  if (!parsed.data.outcome || parsed.data.jobId === undefined) return hurry(item, parsed.data.generation);
  if (hasEnded(item) || item.callbacks.length >= CALLBACKS_KEPT) return ignore(item, parsed.data.jobId);
  item.callbacks.push(parsed.data);
}

/** A callback that could not be understood brings the next look forward, once per generation. */
function hurry(item: ItemRun, generation: number): void {
  if (generation !== item.generation || item.hurriedGeneration === generation || !item.job) return;
  item.hurriedGeneration = generation;
  item.lookNow = item.state === 'rendering';
}

function ignore(item: ItemRun, jobId: string): void {
  item.ignored[item.job?.jobId === jobId ? 'repeated' : 'foreign'] += 1;
}

function recordCheckNow(order: OrderRun, input: unknown): void {
  const parsed = checkNowSchema.safeParse(input ?? {});
  if (!parsed.success) return;
  const { itemId } = parsed.data;
  for (const item of order.items)
    if (itemId === undefined || itemId === item.item.itemId) item.lookNow = !hasEnded(item);
}

function recordResume(order: OrderRun): void {
  if (order.trouble && order.items.some(isHeldItem)) order.trouble.nextProbeAt = Date.now();
}

function itemOf(order: OrderRun, itemId: string): ItemRun {
  const item = order.items.find((one) => one.item.itemId === itemId);
  if (!item) throw new Error(`No item ${itemId}: the validator has let it pass`);
  return item;
}
