import { patched } from '@temporalio/workflow';
import { deliverAgain, isUnanswered, reportsInDoubt, type ItemState } from '../../contract/carried-state.js';
import { DECISIONS_PER_ITEM } from '../../contract/limits.js';
import { leftText, paidText } from './attention-texts.js';
import type { Decision } from './decision.js';
import { follow } from './follow.js';
import { isRendered, isUndelivered, newest, warn, type ItemRun, type Setting } from './item-run.js';
import { startGeneration } from './start-generation.js';

/** What a person's decision makes of an item. It waits for nothing: what has to be asked first is the next state's. */
export function decide(item: ItemRun, decision: Decision, setting: Setting): ItemState {
  item.decisions = [...item.decisions, decision.record].slice(-DECISIONS_PER_ITEM);
  switch (decision.kind) {
    case 'abandon':
      warn(item, `Abandoned by a person: ${decision.reason}`);
      if (item.state.kind === 'rendering') warn(item, `Its job is followed no longer. ${paidText(item)}`);
      else if (isRendered(item)) warn(item, leftText(item));
      else if (isUnanswered(newest(item))) warn(item, paidText(item));
      return { kind: 'abandoned', why: decision.reason };
    case 'approve':
      warn(item, `Approved by a person: ${decision.reason}`);
      return setting.files.archive ? { kind: 'delivering', approved: true } : { kind: 'produced' };
    case 'adopt':
      // Chosen instead of what they had wanted ordered before.
      delete item.correction;
      return follow(item, { jobId: decision.jobId, generation: item.generation, named: true }, setting);
    case 'retry':
      return isFree(item, decision) ? deliverAgain(item.state) : retry(item, wanted(item, decision), setting);
    default:
      return decision satisfies never;
  }
}

/**
 * Said again without a change, the wish to follow a job stands until it is followed: a dead one too is asked about once more.
 * Not where it is withdrawn, or where another job has brought files that are to be printed again.
 */
function wanted(
  item: ItemRun,
  { spec, record, restated, reprint }: Extract<Decision, { kind: 'retry' }>,
): ItemRun['spec'] {
  const { correction, jobs } = item;
  if (!correction?.adopt || record.changed) return spec;
  if (patched('keeps-adopt-of-dead-jobs')) return restated || (reprint && isRendered(item)) ? spec : correction;
  // As runs that began before have decided.
  const isOnRecord = jobs.some(({ jobId }) => jobId === correction.adopt?.jobId);
  return !isOnRecord && patched('keeps-adopt') ? correction : spec;
}

/** Files that could not be kept are fetched again; only a correction, or the word reprint, has them made and paid again. */
const isFree = (item: ItemRun, { record, reprint }: Extract<Decision, { kind: 'retry' }>): boolean =>
  isUndelivered(item) && !record.changed && !reprint;

/** While a call is without an answer, or a callback names a job, Printess is asked once more before another one is paid. */
function retry(item: ItemRun, spec: ItemRun['spec'], { now }: Setting): ItemState {
  // A person has seen the jobs that the list shows, and wants the item all the same.
  if (item.state.kind === 'attention') item.setAside.push(...(item.state.offered ?? []));
  const open = item.attempts.filter(isUnanswered);
  const named = reportsInDoubt(item);
  for (const kept of named) kept.askAt = now;
  if (open.length + named.length === 0) return startGeneration(item, spec);
  const lookFrom = Math.max(now, ...open.map(({ provableFrom = 0 }) => provableFrom));
  item.correction = spec;
  return { kind: 'unanswered', lookups: [lookFrom], proved: true, retry: true };
}
