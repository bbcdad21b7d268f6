import type { OrderView, ProductionClient } from '../../client/index.js';
import { CALL_DEADLINE_MS } from './deadlines.js';
import type { OrdersDeps } from './orders-deps.js';

/** How long one question goes on; who waits longer asks another one, whose calls have a later deadline. */
const QUESTION_MS = 10_000;
/** For the order as it stands, when the time is over. */
const LAST_CALL_MS = 10_000;

export interface Wait {
  client: ProductionClient;
  shop: string;
  orderId: string;
  /** Milliseconds. */
  time: number;
  /** Aborted when the caller has gone. */
  gone: AbortSignal;
}

interface Question {
  view: Promise<OrderView | undefined>;
  waiters: number;
  /** Ends it where nobody waits any more. */
  end: () => void;
}

/**
 * Long polls: the order when it has ended or needs a person, or as it stands when the time is over; undefined where the
 * caller has gone. However many wait for an order, they share one question to Temporal.
 */
export function createSharedWaits({
  within,
  stopping,
}: Pick<OrdersDeps, 'within' | 'stopping'>): (wait: Wait) => Promise<OrderView | undefined> {
  const questions = new Map<string, Question>();
  const lastCalls = new Map<string, Promise<OrderView>>();

  const ask = (key: string, { client, orderId }: Wait): Question => {
    const limit = timeLimit(QUESTION_MS, []);
    const view = within(QUESTION_MS + CALL_DEADLINE_MS, () => client.wait(orderId, { signal: limit.signal })).catch(
      (error: unknown) => {
        if (limit.signal.aborted) return undefined;
        throw error;
      },
    );
    const forget = () => {
      limit.clear();
      if (questions.get(key) === question) questions.delete(key);
    };
    const question: Question = {
      view,
      waiters: 0,
      end() {
        limit.abort();
        forget();
      },
    };
    questions.set(key, question);
    view.then(forget, forget);
    return question;
  };

  const lastCall = (key: string, { client, orderId }: Wait): Promise<OrderView> => {
    const known = lastCalls.get(key);
    if (known) return known;
    const call = within(LAST_CALL_MS, () => client.get(orderId));
    lastCalls.set(key, call);
    const forget = () => void lastCalls.delete(key);
    call.then(forget, forget);
    return call;
  };

  return async (wait) => {
    const key = `${wait.shop}/${wait.orderId}`;
    const limit = timeLimit(wait.time, [wait.gone, stopping]);
    try {
      while (!limit.signal.aborted) {
        const question = questions.get(key) ?? ask(key, wait);
        question.waiters += 1;
        try {
          const view = await Promise.race([question.view, limit.over]);
          if (view) return view;
        } finally {
          question.waiters -= 1;
          if (question.waiters === 0) question.end();
        }
      }
    } finally {
      limit.clear();
    }
    return wait.gone.aborted ? undefined : lastCall(key, wait);
  };
}

interface TimeLimit {
  signal: AbortSignal;
  /** Resolves when it is aborted. */
  over: Promise<undefined>;
  abort: () => void;
  /** Lets go of timer and signals. */
  clear: () => void;
}

/** Aborted after a time, or with one of the signals. */
function timeLimit(ms: number, signals: readonly AbortSignal[]): TimeLimit {
  const controller = new AbortController();
  const { signal } = controller;
  const abort = () => controller.abort();
  const over = new Promise<undefined>((resolve) => {
    signal.addEventListener('abort', () => resolve(undefined), { once: true });
  });
  const timer = setTimeout(abort, ms);
  for (const one of signals) {
    if (one.aborted) abort();
    one.addEventListener('abort', abort);
  }
  const clear = () => {
    clearTimeout(timer);
    for (const one of signals) one.removeEventListener('abort', abort);
  };
  return { signal, over, abort, clear };
}
