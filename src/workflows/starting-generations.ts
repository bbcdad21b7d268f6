import { workflowInfo } from '@temporalio/workflow';
import { MEMO_GENERATIONS } from '../contract/names.js';

/** Item id → the generation that it starts with, as `retry` on a closed order writes it into the memo; none: all 1. */
export function startingGenerations(): Record<string, number> {
  const generations: unknown = workflowInfo().memo?.[MEMO_GENERATIONS];
  if (generations === null || typeof generations !== 'object') return {};
  return Object.fromEntries(
    Object.entries(generations).filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])),
  );
}
