import type { ItemState, Job } from '../../contract/carried-state.js';
import { jsonSize } from '../../contract/json-size.js';
import { VENDOR_KEEPS_MS } from '../../contract/limits.js';
import type { Outcome, Source, Success } from '../../contract/outcome.js';
import { resultFaults } from '../../contract/result-faults.js';
import { shorten } from '../../contract/shorten.js';
import { failedText, preflightText } from './attention-texts.js';
import { warn, type ItemRun, type Setting } from './item-run.js';

/** Enough to see that two jobs have failed for the same reason. */
const WHY_LENGTH = 120;

/** What a callback has reported of the followed job's end. A list that was too long for it is worth one status check. */
export function takeCallback(item: ItemRun, job: Job, outcome: Outcome, setting: Setting): ItemState {
  if (outcome.kind === 'failed' || outcome.filesBytes === undefined || outcome.filesBytes > setting.room)
    return recordOutcome(item, job, outcome, 'callback', setting);
  job.state = 'succeeded';
  return { kind: 'rendering', nextCheckAt: setting.now, reported: outcome };
}

/** The end of the job that an item follows becomes the item's: produced, or in attention as `render-failed`. */
export function recordOutcome(item: ItemRun, job: Job, outcome: Outcome, source: Source, setting: Setting): ItemState {
  delete job.named;
  if (outcome.kind === 'failed') {
    job.state = 'failed';
    job.why = shorten(outcome.message, WHY_LENGTH);
    item.source = source;
    return {
      kind: 'attention',
      reason: 'render-failed',
      message: failedText(item, job, outcome.message),
      since: setting.now,
    };
  }
  job.state = 'succeeded';
  item.source = source;
  item.success = keepWhatFits(item, outcome, setting.room);
  item.filesUntil = (renderedAt(outcome) ?? setting.now) + VENDOR_KEEPS_MS;
  delete item.kept;
  for (const warning of outcome.warnings ?? []) warn(item, warning);
  return accept(item, item.success, setting);
}

/** Files that are kept are looked at when they come; of others the result alone tells whether they are what was ordered. */
function accept(item: ItemRun, success: Success, { files, now }: Setting): ItemState {
  if (files.archive) return { kind: 'delivering' };
  const faults = resultFaults(success, item.spec.expect);
  if (faults.length > 0 && files.acceptance === 'attention') return preflightFailed(item, faults, now);
  for (const fault of faults) warn(item, fault);
  return { kind: 'produced' };
}

/** A person is asked about files that are not what was ordered. */
export const preflightFailed = (item: ItemRun, faults: readonly string[], now: number): ItemState => ({
  kind: 'attention',
  reason: 'preflight-failed',
  message: preflightText(item, faults),
  since: now,
});

function renderedAt({ renderedAt: told = '' }: Success): number | undefined {
  const moment = Date.parse(told);
  return Number.isNaN(moment) ? undefined : moment;
}

/** Temporal refuses payloads over 2 MB, and an order that holds one is stuck: so lists that do not fit are left out. */
function keepWhatFits(item: ItemRun, { warnings, filesBytes, ...success }: Success, room: number): Success {
  if (filesBytes === undefined && jsonSize(success) <= room) return success;
  const why =
    filesBytes !== undefined && filesBytes <= room
      ? 'it was too long for a callback, and the status check did not bring it: fetch it from Printess'
      : 'all that the order keeps would be too large';
  if (filesBytes !== undefined || !success.filesOmitted)
    warn(item, `The list of ${success.fileCount} files is left out: ${why}.`);
  return { ...success, files: [], filesOmitted: true };
}
