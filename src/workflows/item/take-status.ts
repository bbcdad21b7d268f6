import type { StatusAnswer } from '../../contract/activity-inputs.js';
import type { ItemState, Job } from '../../contract/carried-state.js';
import { overdueText, unknownJobText } from './attention-texts.js';
import { nextCheckAt } from './follow.js';
import { isRendered, type ItemRun, type Setting } from './item-run.js';
import { recordOutcome } from './record-outcome.js';
import { namesNoFile } from './take-report.js';

type Rendering = Extract<ItemState, { kind: 'rendering' }>;

/** What a status check (undefined: no answer) makes of an item that follows its job. Only automatic ones count as checks. */
export function takeStatus(
  item: ItemRun,
  state: Rendering,
  { job, answer, automatic }: { job: Job; answer: StatusAnswer | undefined; automatic: boolean },
  setting: Setting,
): ItemState {
  const { now, waits } = setting;
  // Asking again about a job that was not known is no check of the policy's.
  if (automatic && job.missedAt === undefined) job.checks += 1;
  const outcome = answer?.kind === 'final' && !namesNoFile(answer.outcome) ? answer.outcome : undefined;
  // What the callback reported counts; the check was for its list of files alone, and is made again where it had no answer.
  if (state.reported && !answer && now < job.deadline)
    return { ...state, nextCheckAt: automatic ? nextCheckAt(job, setting) : state.nextCheckAt };
  if (state.reported)
    return recordOutcome(item, job, outcome?.kind === 'succeeded' ? outcome : state.reported, 'callback', setting);
  if (outcome) return recordOutcome(item, job, outcome, 'status', setting);

  if (answer?.kind === 'unknown') {
    const again = (job.missedAt ??= now) + waits.settleTime;
    if (now >= again) {
      job.state = 'unknown';
      return { kind: 'attention', reason: 'job-unknown', message: unknownJobText(item), since: now };
    }
    return { kind: 'rendering', nextCheckAt: automatic ? again : Math.min(again, state.nextCheckAt) };
  }
  if (answer) {
    delete job.missedAt;
    delete job.named;
    job.checkedAt = now;
  }
  if (automatic && now >= job.deadline)
    return { kind: 'attention', reason: 'overdue', message: overdueText(item, answer?.kind), since: now };
  return { kind: 'rendering', nextCheckAt: automatic ? nextCheckAt(job, setting) : state.nextCheckAt };
}

/** What a status check makes of an item in attention: only an end that differs from what is known changes anything. */
export function takeStatusInAttention(
  item: ItemRun,
  state: ItemState,
  job: Job,
  answer: StatusAnswer | undefined,
  setting: Setting,
): ItemState {
  // What it has made is known, and waits for a person.
  if (isRendered(item) || answer?.kind !== 'final' || namesNoFile(answer.outcome)) return state;
  const isKnown = job.state === 'failed' && answer.outcome.kind === 'failed';
  return isKnown ? state : recordOutcome(item, job, answer.outcome, 'status', setting);
}
