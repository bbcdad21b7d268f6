import { ORDER_FILES_BYTES } from '../contract/limits.js';
import { utf8Length } from '../contract/order.js';
import type { Outcome, Success } from '../contract/outcome.js';
import { endItem, needAttention, warn } from './change-item.js';
import { jobsText } from './jobs-text.js';
import type { ItemRun, JobRun, OrderRun } from './order-run.js';

/** The job's end becomes the item's: produced, or in attention as `render-failed`. */
export function settle(
  order: OrderRun,
  item: ItemRun,
  job: JobRun,
  outcome: Outcome,
  source: 'callback' | 'status',
): void {
  job.state = outcome.kind;
  item.source = source;
  if (outcome.kind === 'failed') return needAttention(order, item, 'render-failed', failedText(item, outcome.message));
  item.success = keepWhatFits(order, item, outcome);
  for (const warning of outcome.warnings ?? []) warn(item, warning);
  endItem(order, item, 'produced');
}

/** Temporal refuses a result over 2 MB and an order that holds one is stuck: so large lists are left out. */
function keepWhatFits(order: OrderRun, item: ItemRun, success: Success): Success {
  const bytes = utf8Length(JSON.stringify(success.files));
  if (order.fileBytes + bytes > ORDER_FILES_BYTES) {
    warn(item, `The list of ${success.fileCount} files is left out: the order’s file lists together are too large.`);
    return { ...success, files: [], filesOmitted: true };
  }
  order.fileBytes += bytes;
  return success;
}

function failedText(item: ItemRun, message: string): string {
  return (
    `Printess could not render the item: ${message || 'it gave no reason'}. ${jobsText(item)} ` +
    'Mend the cause, then send retryItem (a new job, paid again), or abandonItem.'
  );
}
