import type { RequestHandler } from 'express';
import { MemoryStore, rateLimit } from 'express-rate-limit';
import { Problem } from './problem.js';
import { localsOf } from './read-input.js';

const MINUTE = 60_000;

/** Requests a minute of one key, and lines of its batches. */
export interface KeyRate {
  limit: RequestHandler;
  /** Counts a line of a batch. Throws a 429 where the key has used up its minute. */
  countLine(keyId: string): Promise<void>;
}

export function createKeyRate(rate: number): KeyRate {
  const store = new MemoryStore();
  const tooMany = () => {
    const detail = `At most ${rate} requests a minute for one key; each order of a batch counts as one.`;
    return new Problem(429, 'too-many-requests', detail, { retryAfter: 60 });
  };
  return {
    limit: rateLimit({
      store,
      windowMs: MINUTE,
      limit: rate,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      keyGenerator: (_request, response) => localsOf(response).keyId,
      handler: () => {
        throw tooMany();
      },
    }),
    async countLine(keyId) {
      if ((await store.increment(keyId)).totalHits > rate) throw tooMany();
    },
  };
}
