import { workflowInfo } from '@temporalio/workflow';
import { MEMO_EVENTS } from '../contract/names.js';

export interface ToldEvents {
  /** The number of the next event. */
  next: number;
  /** Events whose workflows are being started: the order must not end before. */
  starting: Promise<void>[];
}

/** What the memo says of events: undefined where the shop wants none. Only the start decides, so that histories replay. */
export function toldEvents(): ToldEvents | undefined {
  const first: unknown = workflowInfo().memo?.[MEMO_EVENTS];
  return typeof first === 'number' && Number.isSafeInteger(first) ? { next: first, starting: [] } : undefined;
}
