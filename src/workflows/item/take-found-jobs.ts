import type { KnownJobs } from '../../contract/activity-inputs.js';
import type { FoundJob } from '../../contract/answer.js';
import { isUnanswered, type Attempt, type ItemState } from '../../contract/carried-state.js';
import { unknownJobs } from '../../contract/unknown-jobs.js';
import { foundJobsText, foundText, secondJobText } from './attention-texts.js';
import { follow } from './follow.js';
import { proveAccepted, warn, type ItemRun, type Setting } from './item-run.js';

/** What the item knows of the rows that the list may show of it. */
export function knownJobs({ jobs, setAside, attempts, generation }: ItemRun): KnownJobs {
  const isOver = (attempt: Attempt) =>
    attempt.generation < generation && attempt.call === 'accepted' && !isUnanswered(attempt);
  return {
    jobIds: [...jobs.map(({ jobId }) => jobId), ...setAside],
    generations: attempts.filter(isOver).map((attempt) => attempt.generation),
  };
}

/**
 * What all rows of an item make of it: the oldest job of its newest intent is followed, a person is asked about jobs that
 * nothing proves to be of this order's line. Undefined where the item knows them all.
 */
export function takeFoundJobs(item: ItemRun, rows: readonly FoundJob[], setting: Setting): ItemState | undefined {
  const unknown = unknownJobs(rows, knownJobs(item));
  // A row is evidence for the attempt that it names, whoever follows its job.
  const isEvidence = (attempt: Attempt) =>
    rows.some(({ generation, match }) => generation === attempt.generation && match !== 'other');
  item.attempts.filter(isEvidence).forEach(proveAccepted);
  if (unknown.length === 0) return undefined;

  const newestOfAll = Math.max(...unknown.map((row) => row.generation));
  if (newestOfAll > item.generation) item.seenGeneration = Math.max(newestOfAll, item.seenGeneration ?? 0);
  const ours = unknown.filter(({ match }) => match !== 'other');
  const generation = Math.max(...ours.map((row) => row.generation));
  // A later one of another content: a person knows better, but for the very intent that is asked for.
  const isOutdated = generation < newestOfAll && !ours.some(({ match }) => match === 'exact');
  const [oldest, ...others] = isOutdated ? [] : ours.filter((row) => row.generation === generation);
  if (!oldest || setting.isSiblings(oldest.jobId)) return askAbout(item, unknown, setting);

  warn(item, foundText(oldest));
  for (const other of others) warn(item, secondJobText(other));
  const earlier = unknown.filter((row) => row !== oldest && row.generation <= generation);
  item.setAside.push(...earlier.map(({ jobId }) => jobId));
  if (generation > item.generation) {
    item.generation = generation;
    item.attempts.push({ generation, call: 'accepted', unansweredCalls: 0 });
  }
  return follow(item, oldest, setting);
}

function askAbout(item: ItemRun, unknown: readonly FoundJob[], { now }: Setting): ItemState {
  const offered = unknown.map(({ jobId }) => jobId);
  return { kind: 'attention', reason: 'outcome-unknown', message: foundJobsText(item, unknown), since: now, offered };
}
