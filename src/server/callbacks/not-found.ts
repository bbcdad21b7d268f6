import type { Response } from 'express';
import type { CallbacksDeps } from './callbacks-deps.js';

/** One and the same answer for every bad token, path and method. */
export function notFound({
  answered,
}: Pick<CallbacksDeps, 'answered'>): (request: unknown, response: Response) => void {
  return (_request, response) => {
    answered('not-found');
    // What is still being sent is not read.
    response.set('connection', 'close').status(404).end();
  };
}
