import type { Response } from 'express';

/** An error answer in the vendor's shape: a code and a message, always an object. Returns undefined: it is answered. */
export function refuse(response: Response, status: number, message: string): undefined {
  response.status(status).json({ c: status, m: message });
  return undefined;
}

/** 429, and when to come again: seconds. */
export function throttle(response: Response, retryAfter: number): undefined {
  return refuse(response.set('retry-after', String(retryAfter)), 429, 'too many requests');
}
