import { ActivityFailure, CancellationScope, isCancellation } from '@temporalio/workflow';
import type { FindJobsAnswer } from '../../contract/answer.js';
import type { KeepFilesAnswer } from '../../contract/delivery.js';
import type { StatusAnswer } from '../../contract/activity-inputs.js';
import { hasNews } from '../item/hear.js';
import type { ItemRun, Question } from '../item/item-run.js';
import type { OrderRun } from '../order/order-run.js';
import { noteChange } from '../order/note-change.js';

/** How it is asked, and what is made of the answer: undefined where that cannot be read. */
interface Calling<Answer> {
  call: () => Promise<unknown>;
  read: (answer: unknown) => Answer | undefined;
}

/** What was asked, and its answer; that is undefined where none could be had (worth asking again later). */
export interface Asked<Answer> {
  answer: Answer | undefined;
  automatic: boolean;
}

/**
 * Asks Printess something free. A question in flight holds nothing up: resolves with undefined as soon as the item has
 * something to hear first; the question then goes on, unless the item changes its state.
 */
export async function ask<Answer extends StatusAnswer | FindJobsAnswer | KeepFilesAnswer>(
  order: OrderRun,
  item: ItemRun,
  about: { jobId?: string; automatic: boolean },
  { call, read }: Calling<Answer>,
): Promise<Asked<Answer> | undefined> {
  if (item.question?.jobId !== about.jobId || !item.question) {
    // Before it continues as new an order begins nothing: the next run asks.
    await order.timer.until(() => !order.draining || hasNews(order, item));
    if (hasNews(order, item)) return undefined;
    item.question = begin(order, item, about, { call, read });
  }
  const question = item.question as Question<Answer>;
  await order.timer.until(() => question.done || hasNews(order, item));
  if (hasNews(order, item)) return undefined;
  if (question.error) throw question.error;
  item.question = undefined;
  if (question.cancelled) return undefined;
  return { answer: question.answer, automatic: question.automatic };
}

function begin<Answer extends StatusAnswer | FindJobsAnswer | KeepFilesAnswer>(
  order: OrderRun,
  item: ItemRun,
  about: { jobId?: string; automatic: boolean },
  { call, read }: Calling<Answer>,
): Question<Answer> {
  const question: Question<Answer> = { ...about, done: false };
  if (about.jobId !== undefined && about.jobId === item.jobId) {
    question.check = item.check;
    item.check = undefined;
  }
  const scope = new CancellationScope();
  question.withdraw = () => scope.cancel();
  order.inFlight.add(scope);
  const end = (outcome: Partial<Question<Answer>>) => {
    Object.assign(question, outcome, { done: true });
    order.inFlight.delete(scope);
    noteChange(order, item);
  };
  const endWithoutAnswer = () => {
    if (about.jobId !== undefined) item.statusCalls += 1;
    end({});
  };
  scope.run(call).then(
    (answered) => {
      const answer = read(answered);
      if (answer === undefined) return endWithoutAnswer();
      if ('statusCalls' in answer) item.statusCalls += answer.statusCalls;
      end({ answer });
    },
    (error: unknown) => {
      if (isCancellation(error)) {
        if (item.question === question) item.check ??= question.check;
        return end({ cancelled: true });
      }
      if (!(error instanceof ActivityFailure)) return end({ error: error as Error });
      endWithoutAnswer();
    },
  );
  return question;
}
