import { createHash, timingSafeEqual } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
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

const sha256 = (text: string) => createHash('sha256').update(text).digest();

/** Lets a request in by its bearer key, which says whose orders it may see. Every key is compared, in constant time. */
export function apiKeys(keys: readonly ApiKey[]): RequestHandler {
  const known = keys.map(({ shop, key }) => ({ shop, digest: sha256(key) }));
  return (request, response: Response<unknown, Partial<ApiLocals>>, next) => {
    const [, given = ''] = /^Bearer +(\S+) *$/i.exec(request.get('authorization') ?? '') ?? [];
    const digest = sha256(given);
    const [match] = known.filter((one) => timingSafeEqual(one.digest, digest));
    if (!match) {
      response.set('www-authenticate', 'Bearer');
      throw new Problem(401, 'unauthorized', 'Send one of the keys of ORDERS_API_KEYS as Authorization: Bearer.');
    }
    response.locals.shop = match.shop;
    response.locals.keyId = digest.toString('hex').slice(0, 12);
    next();
  };
}
