import type { Job } from '../../contract/carried-state.js';
import { jsonSize } from '../../contract/json-size.js';
import { KEPT_BYTES } from '../../contract/limits.js';
import type { Outcome } from '../../contract/outcome.js';
import { shorten } from '../../contract/shorten.js';
import { warn, type ItemRun } from '../item/item-run.js';
import { carriedItem } from './carried-state.js';
import type { OrderRun } from './order-run.js';

/** Room that is kept for each item's record, however small it is now: states, jobs and messages come by themselves. */
const ITEM_BYTES = 1_000;
const SHORT_TEXT = 120;

/** Bytes that the order may still keep: a run hands all of it to the next as one input, which Temporal limits. */
export function roomOf({ inputBytes, items }: Pick<OrderRun, 'inputBytes' | 'items'>): number {
  return items.reduce((room, { bytes }) => room - bytes, KEPT_BYTES - inputBytes);
}

/** Weighs an item that has changed, and drops of it what the order has no room for: what can be had elsewhere goes first. */
export function keepWithinBudget(order: OrderRun, item: ItemRun): void {
  weigh(order, item);
  for (const shed of SHEDDING) {
    if (roomOf(order) >= 0) return;
    shed(item);
    weigh(order, item);
  }
}

function weigh(order: OrderRun, item: ItemRun): void {
  item.bytes = Math.max(ITEM_BYTES, jsonSize(carriedItem(order, item)));
}

const SHEDDING: ((item: ItemRun) => void)[] = [
  (item) => {
    if (item.kept && item.kept.files.length > 0) item.kept = { ...item.kept, files: [], filesOmitted: true };
  },
  (item) => {
    if (!item.success || item.success.files.length === 0) return;
    item.success = { ...item.success, files: [], filesOmitted: true };
    warn(item, `The list of ${item.success.fileCount} files is left out: all that the order keeps would be too large.`);
  },
  (item) => void (item.jobs = item.jobs.filter((job) => isNeeded(item, job))),
  (item) => void (item.warnings = item.warnings.slice(0, 1).map(shortened)),
  (item) => void (item.decisions = []),
  (item) =>
    item.jobs.forEach((job) => {
      delete job.printessOrderId;
      delete job.why;
    }),
  ({ state, attempts, reports }) => {
    if (state.kind === 'attention') state.message = shortened(state.message);
    if (state.kind === 'abandoned') state.why = shortened(state.why);
    for (const attempt of attempts) if (attempt.message) attempt.message = shortened(attempt.message);
    for (const { report } of reports) if (report.outcome) report.outcome = withoutTexts(report.outcome);
  },
  (item) => void (item.reports = item.reports.slice(0, 1)),
];

/** Of other jobs the attempts say that they are accounted for, so that no lookup takes them for unknown ones. */
function isNeeded({ jobId, generation, spec, attempts }: ItemRun, job: Job): boolean {
  const isAccountedFor = attempts.some((one) => one.generation === job.generation && one.call === 'accepted');
  return job.jobId === jobId || job.jobId === spec.adopt?.jobId || job.generation === generation || !isAccountedFor;
}

function withoutTexts(outcome: Outcome): Outcome {
  if (outcome.kind === 'failed') return { ...outcome, message: shortened(outcome.message) };
  const { warnings, ...rest } = outcome;
  return rest;
}

const shortened = (text: string): string => shorten(text, SHORT_TEXT);
