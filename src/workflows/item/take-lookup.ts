import type { FindJobsAnswer } from '../../contract/answer.js';
import { reportsOfNow, type ItemState } from '../../contract/carried-state.js';
import { UNANSWERED_CALLS } from '../../contract/limits.js';
import { sentence, unansweredText } from './attention-texts.js';
import { newest, type ItemRun, type Setting } from './item-run.js';
import { startGeneration } from './start-generation.js';
import { takeFoundJobs } from './take-found-jobs.js';

type Unanswered = Extract<ItemState, { kind: 'unanswered' }>;

/** What a list lookup (undefined: the list could not be read) makes of an item whose call is without an answer. */
export function takeLookup(
  item: ItemRun,
  state: Unanswered,
  answer: FindJobsAnswer | undefined,
  setting: Setting,
): ItemState {
  const found = answer && takeFoundJobs(item, answer.jobs, setting);
  if (found) return found;
  const lookups = state.lookups.slice(1);
  const proved = state.proved && answer?.proved === true;
  if (state.retry) {
    const nothing = 'so retryItem has ordered nothing: send it again later.';
    if (!answer) return ask(item, `The list of orders could not be read, ${nothing}`, setting);
    if (isNamed(item)) return ask(item, `A callback names a job that could not be checked yet, ${nothing}`, setting);
    return startGeneration(item, item.correction ?? item.spec);
  }
  return lookups.length > 0 ? { ...state, lookups, proved } : conclude(item, proved, setting);
}

/** The list has been read twice. Only where it has proved itself does its silence mean that the call was not accepted. */
function conclude(item: ItemRun, proved: boolean, setting: Setting): ItemState {
  const attempt = newest(item);
  if (isNamed(item)) return ask(item, 'A callback names a job that could not be checked yet.', setting);
  if (!proved) return ask(item, 'The list of orders does not show it, and does not prove that it would.', setting);
  if (attempt.unansweredCalls >= UNANSWERED_CALLS)
    return ask(item, 'The list of orders does not show the job of either call.', setting);
  attempt.call = 'absent';
  delete attempt.provableFrom;
  return { kind: 'queued' };
}

const isNamed = (item: ItemRun): boolean => reportsOfNow(item).length > 0;

function ask(item: ItemRun, known: string, { now }: Setting): ItemState {
  const { message = 'The call has no answer' } = newest(item);
  const text = unansweredText(item, `${sentence(message)} ${known}`);
  return { kind: 'attention', reason: 'outcome-unknown', message: text, since: now };
}
