import { isUnanswered, type Job } from '../../contract/carried-state.js';
import { jsonSize } from '../../contract/json-size.js';
import { REPORTS_PER_ITEM } from '../../contract/limits.js';
import type { CallbackReport, Outcome } from '../../contract/outcome.js';
import { hasEnded, isRendered, newest, proveAccepted, warn, type ItemRun, type Setting } from './item-run.js';

/**
 * Routes a callback to the attempt and the job that it names, whatever state the item is in. The end of the job that the
 * item follows is left in `end`, for its life to act on; what cannot be compared yet is kept; all else is counted.
 */
export function takeReport(item: ItemRun, report: CallbackReport, setting: Setting): void {
  const { jobId, outcome } = report;
  if (jobId === undefined || !outcome) return bringCheckForward(item, report.generation);
  const job = item.jobs.find((one) => one.jobId === jobId);
  if (job && namesNoFile(outcome)) return bringCheckForward(item, report.generation);
  if (job) return takeEnd(item, job, report, outcome);
  if (isOpenTo(item, report) && !setting.isSiblings(jobId) && item.reports.length < REPORTS_PER_ITEM)
    item.reports.push({ report: fit(report, outcome, setting.room), askAt: setting.now });
  else countForeign(item, report, outcome);
}

/** Compares the kept reports again, now that the item has a job. */
export function takeKeptReports(item: ItemRun, setting: Setting): void {
  for (const { report } of item.reports.splice(0)) takeReport(item, report, setting);
}

/** A success that names neither file nor zip is no end: the order asks for itself. */
export const namesNoFile = (outcome: Outcome): boolean =>
  outcome.kind === 'succeeded' && outcome.fileCount === 0 && outcome.zip === undefined;

/** Whether the report may be about the call of the present generation, or of one that the item does not know yet. */
export function isOpenTo(item: ItemRun, { generation }: CallbackReport): boolean {
  if (hasEnded(item) || isRendered(item) || generation < item.generation) return false;
  const attempt = newest(item);
  const isAnswered = (attempt.call === 'accepted' || attempt.call === 'refused') && !isUnanswered(attempt);
  return generation > item.generation || !isAnswered;
}

function takeEnd(item: ItemRun, job: Job, report: CallbackReport, outcome: Outcome): void {
  const { printessOrderId, generation } = report;
  const isFollowed = item.jobId === job.jobId;
  const isOver = job.state === 'succeeded' || job.state === 'failed' || (isFollowed && item.end !== undefined);
  if (printessOrderId !== undefined) job.printessOrderId ??= printessOrderId;
  // The URL that it came by was given to one call alone: so that call was accepted. One in flight tells that itself.
  const attempt = newest(item);
  if (generation === attempt.generation && attempt.call !== 'in-flight' && !job.named) proveAccepted(attempt);
  if (isFollowed && !isOver && !hasEnded(item) && !isRendered(item)) item.end = { outcome, source: 'callback' };
  else if (isFollowed) item.ignored.repeated += 1;
  else countForeign(item, report, outcome);
  // The end of a job that nobody waits for any more is remembered: a retry of the order goes by it.
  if (!isOver && !item.end) job.state = outcome.kind;
}

function countForeign(item: ItemRun, { jobId = '', generation }: CallbackReport, outcome: Outcome): void {
  item.ignored.foreign += 1;
  if (outcome.kind !== 'succeeded') return;
  if (generation < item.generation)
    warn(item, `Job ${jobId} of generation ${generation} is rendered, and was paid; the item does not follow it.`);
  else if (newest(item).unansweredCalls > 0)
    warn(
      item,
      `A callback tells of job ${jobId}, which the item does not follow: if Printess took both, ask for the credits back.`,
    );
}

/** A callback that could not be understood brings the next status check forward, once per generation. */
function bringCheckForward(item: ItemRun, generation: number): void {
  if (generation !== item.generation || item.checkBroughtForwardFor === generation) return;
  item.checkBroughtForwardFor = generation;
  if (item.state.kind === 'rendering') item.check ??= 'soon';
}

/** A list of files that the order has no room for is left out; a status check may bring it when there is some. */
function fit(report: CallbackReport, outcome: Outcome, room: number): CallbackReport {
  if (outcome.kind === 'failed' || jsonSize(report) <= room) return report;
  const filesBytes = jsonSize(outcome.files);
  return { ...report, outcome: { ...outcome, files: [], filesOmitted: true, filesBytes } };
}
