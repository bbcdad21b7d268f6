import type { ProduceAnswer } from '../../contract/answer.js';
import type { ItemState } from '../../contract/carried-state.js';
import { OUTSIDE_TEXT_LENGTH } from '../../contract/limits.js';
import { shorten } from '../../contract/shorten.js';
import { othersText, refusedText } from './attention-texts.js';
import { follow } from './follow.js';
import { newest, proveAccepted, warn, type ItemRun, type Setting } from './item-run.js';
import { takeFoundJobs } from './take-found-jobs.js';
import { takeKeptReports } from './take-report.js';

/** What becomes of an item after produce has answered. */
export function takeAnswer(item: ItemRun, answer: ProduceAnswer, setting: Setting): ItemState {
  const { now, waits } = setting;
  const attempt = newest(item);
  item.produceCalls += answer.produceCalls;
  switch (answer.kind) {
    case 'accepted':
      proveAccepted(attempt);
      item.saveTokenUntil = momentOf(answer.saveTokenUntil);
      if (answer.others?.length) warn(item, othersText(answer.others));
      return follow(item, { ...answer, generation: attempt.generation }, setting);
    case 'found':
      attempt.call = 'none';
      return takeFoundJobs(item, answer.jobs, setting) ?? { kind: 'queued' };
    case 'refused':
      // The refusal is of this call; a callback may still tell of the one before it, which went without an answer.
      attempt.call = attempt.unansweredCalls > 0 ? 'absent' : 'refused';
      delete attempt.provableFrom;
      if (attempt.call === 'refused') takeKeptReports(item, setting);
      return { kind: 'attention', reason: 'refused', message: refusedText(item, answer.message), since: now };
    case 'held':
    case 'not-sent':
      attempt.call = 'not-sent';
      return { kind: 'held' };
    case 'ambiguous': {
      attempt.call = 'unanswered';
      attempt.unansweredCalls += 1;
      attempt.message = shorten(answer.message, OUTSIDE_TEXT_LENGTH);
      // Until then the call may still land, and then takes a while to show in the list.
      attempt.provableFrom = now + waits.httpTimeout + waits.settleTime;
      const lookups = [attempt.provableFrom, attempt.provableFrom + waits.settleTime];
      return { kind: 'unanswered', lookups, proved: true };
    }
    default:
      return answer satisfies never;
  }
}

const momentOf = (told = ''): number | undefined => (Number.isNaN(Date.parse(told)) ? undefined : Date.parse(told));
