import type { CallbackTarget } from '../../printess/callback-token.js';

/** What the rungs of the callback route hand on. */
export interface CallbackLocals {
  target: CallbackTarget;
}
