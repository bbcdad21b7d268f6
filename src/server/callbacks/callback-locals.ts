import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Response } from 'express';
import type { CallbackTarget } from '../../printess/callback-token.js';

/** What the rungs of the callback route hand on. */
export interface CallbackLocals {
  target: CallbackTarget;
  /** SHA-256 of the body as it came. */
  bodyDigest: string;
}

/** Keeps the body's digest while it is read, for telling a callback that is delivered again. */
export function keepDigest(_request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { locals } = response as Response<unknown, CallbackLocals>;
  locals.bodyDigest = createHash('sha256').update(body).digest('base64url');
}
