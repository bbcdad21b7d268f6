import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import { ipKeyGenerator, rateLimit } from 'express-rate-limit';
import { Problem } from './problem.js';

export interface ApiKey {
  shop: string;
  key: string;
}

/** What the orders API knows of a request once its key was read. */
export interface ApiLocals {
  requestId: string;
  shop: string;
  /** Names the key without telling it. */
  keyId: string;
}

interface ApiKeysDeps {
  keys: readonly ApiKey[];
  /** Requests a minute that one key may send. */
  rate: number;
  keyRefused: (address: string) => void;
}

const MINUTE = 60_000;
/** Of the requests that a key may send, the part that one address may send with a wrong one. */
const WRONG_KEYS = 0.1;

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/**
 * Lets a request in by its bearer key, which says whose orders it may see. Every key is compared, in constant time. Who
 * sends wrong ones is counted by their address, and soon answered 429; a right key is let in from any address, for others
 * may share it.
 */
export function apiKeys({ keys, rate, keyRefused }: ApiKeysDeps): RequestHandler {
  const known = keys.map(({ shop, key }) => ({ shop, digest: sha256(key) }));
  const wrongKeys = Math.max(10, Math.floor(rate * WRONG_KEYS));
  const limitWrongKeys = rateLimit({
    windowMs: MINUTE,
    limit: wrongKeys,
    standardHeaders: false,
    legacyHeaders: false,
    keyGenerator: ({ ip = '' }) => ipKeyGenerator(ip),
    handler: () => {
      const detail = `More than ${wrongKeys} requests with a wrong key in a minute from your address.`;
      throw new Problem(429, 'too-many-requests', detail, { retryAfter: 60 });
    },
  });

  return (request, response: Response<unknown, Partial<ApiLocals>>, next) => {
    const [, given = ''] = /^Bearer +(\S+) *$/i.exec(request.get('authorization') ?? '') ?? [];
    const digest = sha256(given);
    const [match] = known.filter((one) => timingSafeEqual(one.digest, digest));
    if (match) {
      response.locals.shop = match.shop;
      response.locals.keyId = digest.toString('hex').slice(0, 12);
      return next();
    }
    keyRefused(request.ip ?? '');
    // What is still being sent is not read.
    response.set('connection', 'close');
    void limitWrongKeys(request, response, (error?: unknown) => {
      if (error !== undefined) return next(error);
      response.set('www-authenticate', 'Bearer');
      next(new Problem(401, 'unauthorized', 'Send one of the keys of ORDERS_API_KEYS as Authorization: Bearer.'));
    });
  };
}
