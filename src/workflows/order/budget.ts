import { jsonSize } from '../../contract/json-size.js';
import { KEPT_BYTES } from '../../contract/limits.js';
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
    if (!item.success || item.success.files.length === 0) return;
    item.success = { ...item.success, files: [], filesOmitted: true };
    warn(item, `The list of ${item.success.fileCount} files is left out: all that the order keeps would be too large.`);
  },
  // Their generations are accounted for, so that no lookup takes them for unknown ones.
  (item) =>
    void (item.jobs = item.jobs.filter(
      ({ jobId, generation }) => jobId === item.jobId || generation === item.generation,
    )),
  (item) => void (item.warnings = item.warnings.slice(0, 1).map(shorten)),
  (item) => void (item.decisions = []),
  (item) => item.jobs.forEach((job) => delete job.printessOrderId),
  ({ state }) => {
    if (state.kind === 'attention') state.message = shorten(state.message);
    if (state.kind === 'abandoned') state.why = shorten(state.why);
  },
];

/** Whole characters only. */
const shorten = (text: string): string =>
  text.length <= SHORT_TEXT
    ? text
    : `${text
        .slice(0, SHORT_TEXT - 1)
        .toWellFormed()
        .replace(/\uFFFD$/, '')}…`;
