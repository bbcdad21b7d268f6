import type { ProduceAnswer } from '../contract/answer.js';
import { needAttention, startRendering, warn } from './change-item.js';
import { jobsText } from './jobs-text.js';
import { meetTrouble } from './meet-trouble.js';
import type { ItemRun, OrderRun } from './order-run.js';

/** What becomes of the item after produce has answered. */
export function takeAnswer(order: OrderRun, item: ItemRun, answer: ProduceAnswer): void {
  switch (answer.kind) {
    case 'accepted':
      if (answer.found) warn(item, foundText(answer.jobId, answer.found.createdOn));
      for (const other of answer.otherJobs ?? [])
        warn(item, `Printess holds a second paid job for this item, ${other}: ask Printess for the credits back.`);
      return startRendering(order, item, answer);
    case 'refused':
      item.doubt = undefined;
      return needAttention(order, item, 'refused', refusedText(item, answer.message));
    case 'held':
      return meetTrouble(order, item, answer.reason, answer.message, answer.retryAfterMs);
    case 'not-sent':
      return meetTrouble(order, item, 'unreachable', answer.message);
    case 'ambiguous':
      item.doubt = { message: answer.message, callsLeft: item.doubt ? 0 : 1 };
  }
}

function foundText(jobId: string, createdOn: string | undefined): string {
  const when = createdOn ? ` of ${createdOn}` : '';
  return `No new job was ordered: Printess had already accepted job ${jobId}${when} for this item.`;
}

function refusedText(item: ItemRun, message: string): string {
  return (
    `Printess refused the item; ${jobsText(item)} ${message} ` +
    'Correct the item and send retryItem with it, or abandonItem.'
  );
}
