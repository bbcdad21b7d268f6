import type { StatusAnswer } from '../../contract/activity-inputs.js';
import type { FoundJob, OthersJob } from '../../contract/answer.js';
import { isUnanswered, reportsInDoubt, type Job } from '../../contract/carried-state.js';
import { counted, dateText } from '../publish/time-text.js';
import { paidJobs, type ItemRun } from './item-run.js';

/** What happened, what it has cost, and what a person can do: the messages of attention, in plain words. */

/** Jobs of the list that a text names; nobody reads more. */
const SHOWN = 3;

export const refusedText = (item: ItemRun, message: string): string =>
  `Printess refused the item. ${message} ${paidText(item)} Correct the item by retryItem with a change, or give it up by abandonItem.`;

export function failedText(item: ItemRun, { why }: Job, message: string): string {
  const reason = sentence(message || 'it gave no reason');
  const times = item.jobs.filter((job) => job.state === 'failed' && job.why === why).length;
  if (times < 2)
    return (
      `Printess could not render the item: ${reason} ${paidText(item)} ` +
      'Fix the cause, then send retryItem (a new job, paid again), or abandonItem.'
    );
  const tries = item.jobs.length;
  const always = times === tries ? 'always' : `${times} times`;
  return (
    `Printess could not render the item. Tried ${tries} times, ${counted(paidJobs(item).length, 'credit')}, ${always}: ${reason} ` +
    `${openText(item)}Do not retry before that is fixed: then retryItem (paid again), or abandonItem.`
  );
}

export const unansweredText = (item: ItemRun, known: string): string =>
  `Nobody knows whether Printess accepted the item. ${known} ${paidText(item)} ` +
  'Look for the order in Printess: send adoptJob with its job, or retryItem if there is none (it reads the list again before it pays).';

export const unknownJobText = (item: ItemRun): string =>
  `Printess does not know the item's job (asked twice): it will never end. ${paidText(item)} ` +
  'Ask Printess about it; then send adoptJob with the right job, retryItem (paid again), or abandonItem.';

export const overdueText = (item: ItemRun, answer: StatusAnswer['kind'] | undefined): string =>
  `No callback came, and at the last status check ${statusText(answer)}. ` +
  `${paidText(item)} A late callback still counts. checkNow asks again; retryItem orders it again (paid); abandonItem gives it up.`;

function statusText(answer: StatusAnswer['kind'] | undefined): string {
  if (answer === undefined) return 'the status could not be asked';
  return answer === 'final'
    ? 'Printess said that the item has succeeded, but names no file'
    : 'Printess was still making the item';
}

export const foundJobsText = (item: ItemRun, jobs: readonly FoundJob[]): string =>
  `No further call was made: Printess holds ${jobs.length === 1 ? 'a job' : counted(jobs.length, 'job')} of this item that this order does not know ` +
  `(${jobs.slice(0, SHOWN).map(whichText).join('; ')}), paid already. As far as this order knows: ${paidText(item)} ` +
  'If it is what was ordered, send adoptJob with it (free); retryItem orders the item as it is now (paid); abandonItem gives it up.';

/** The ids of the jobs that a person is asked about, for those who have no screen where each stands beside its action. */
export const offeredText = (offered: readonly string[]): string =>
  `Printess’s ${offered.length === 1 ? 'job' : 'jobs'}: ${offered.slice(0, SHOWN).join(', ')}.`;

export const foundText = ({ jobId, createdOn }: FoundJob): string =>
  `No new job was ordered: Printess had already accepted job ${jobId}${ofDate(createdOn)} for this item.`;

export const secondJobText = ({ jobId, createdOn }: FoundJob): string =>
  `Printess holds a second paid job for this item, ${jobId}${ofDate(createdOn)}: ask Printess for the credits back.`;

export const othersText = (others: readonly OthersJob[]): string =>
  `Printess holds ${others.length === 1 ? 'a job' : 'jobs'} of another origin for this order, ` +
  `${others.map(({ jobId, origin, createdOn }) => `${jobId} (${origin}${createdOn ? `, of ${dateText(createdOn)}` : ''})`).join('; ')}: ` +
  'another program may have ordered it too, and then it is paid twice.';

const whichText = ({ createdOn, generation }: FoundJob): string => `generation ${generation}${ofDate(createdOn)}`;

const ofDate = (createdOn: string | undefined): string => (createdOn ? ` of ${dateText(createdOn)}` : '');

export const preflightText = (item: ItemRun, faults: readonly string[]): string =>
  `The files are not what was ordered: ${faults.join(' ')} ${paidText(item)} Look at them. approveItem takes them as they are; ` +
  'retryItem with a change orders the item again (paid again); abandonItem gives it up.';

export const deliveryFailedText = (item: ItemRun, message: string): string =>
  `The item is rendered, and its files could not be kept: ${sentence(message)} ${untilText(item)} ${paidText(item)} ` +
  'When the cause is fixed send retryItem, which fetches them again (free), or resume for all orders; abandonItem gives it up.';

/** What is left of an item that was rendered, and whose files nobody keeps. */
export const leftText = (item: ItemRun): string => `Its files were made, and are not kept here. ${untilText(item)}`;

const untilText = ({ filesUntil }: ItemRun): string =>
  filesUntil === undefined ? '' : `Printess deletes them on ${new Date(filesUntil).toISOString().slice(0, 10)}.`;

/** What the item has cost so far, as far as anybody knows. */
export function paidText(item: ItemRun): string {
  const paid = paidJobs(item).map(({ jobId }) => jobId);
  const known =
    paid.length === 0
      ? ''
      : `${paid.length === 1 ? '1 job is' : `${paid.length} jobs are`} paid: ${paid.slice(-3).join(', ')}.`;
  return [known, openText(item).trim()].filter(Boolean).join(' ') || 'Nothing was paid.';
}

/** What may have been paid without anybody's knowing. */
function openText(item: ItemRun): string {
  const isOpen = item.attempts.some(isUnanswered) || reportsInDoubt(item).length > 0;
  return isOpen ? 'One call is without an answer, and may have been paid. ' : '';
}

/** With a full stop at its end, and not two. */
export const sentence = (text: string): string => (/[.!?…]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);
