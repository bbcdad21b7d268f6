import { callProduce } from './call-produce.js';
import { endItem, startSubmitting, warn } from './change-item.js';
import { isHeldItem, type ItemRun, type OrderRun } from './order-run.js';
import { takeAnswer } from './take-answer.js';

/** One item probes for all; when it gets through, all go on. */
export async function waitOutTrouble(order: OrderRun, item: ItemRun): Promise<void> {
  const { trouble } = order;
  if (!trouble) return startSubmitting(order, item);

  const end = trouble.since + order.waits.attentionTimeout;
  const probes = isProber(order, item);
  const { nextProbeAt } = trouble;
  const somethingNew = () =>
    order.cancelled !== undefined ||
    item.decision !== undefined ||
    order.trouble !== trouble ||
    isProber(order, item) !== probes ||
    (probes && trouble.nextProbeAt !== nextProbeAt);
  await order.clock.until(somethingNew, probes ? Math.min(nextProbeAt, end) : end, 'Next try at what is held');

  if (order.cancelled) return;
  if (item.decision) return abandonHeld(order, item);
  if (order.trouble !== trouble) return;
  if (Date.now() >= end) return giveUpAll(order, item);
  if (isProber(order, item) && Date.now() >= trouble.nextProbeAt) return probe(order, item);
}

async function probe(order: OrderRun, item: ItemRun): Promise<void> {
  const { trouble } = order;
  if (trouble) trouble.probes += 1;
  const answer = await callProduce(order, item);
  if (answer.kind !== 'held' && answer.kind !== 'not-sent') order.trouble = undefined;
  takeAnswer(order, item, answer);
  // Only an ambiguous answer leaves the item where it was; it is cleared up from `submitting`.
  if (answer.kind === 'ambiguous') startSubmitting(order, item);
}

function isProber(order: OrderRun, item: ItemRun): boolean {
  return order.items.find(isHeldItem) === item;
}

/** Of all decisions only abandoning makes sense while the shop is in trouble; the validators see to it. */
function abandonHeld(order: OrderRun, item: ItemRun): void {
  if (item.decision?.kind === 'abandon') warn(item, `Abandoned by a person: ${item.decision.reason}`);
  endItem(order, item, 'abandoned');
  if (!order.items.some(isHeldItem)) order.trouble = undefined;
}

function giveUpAll(order: OrderRun, item: ItemRun): void {
  const why = `Given up: the shop's trouble (${order.trouble?.reason ?? ''}) outlasted the attention timeout.`;
  for (const waiting of order.line) waiting.givenUp = why;
  warn(item, why);
  endItem(order, item, 'abandoned');
  if (!order.items.some(isHeldItem)) order.trouble = undefined;
}
