import { isUnanswered, type ItemState } from '../../contract/carried-state.js';
import type { ProductionItem } from '../../contract/item.js';
import type { ItemRun } from './item-run.js';

/** A person has the item ordered again: a new intent, by what they want now. No call before it was accepted unknown to us. */
export function startGeneration(item: ItemRun, spec: ProductionItem): ItemState {
  for (const before of item.attempts.filter(isUnanswered)) {
    if (before.call === 'unanswered') before.call = 'absent';
    delete before.provableFrom;
    delete before.message;
  }
  delete item.jobId;
  delete item.success;
  delete item.kept;
  delete item.filesUntil;
  delete item.correction;
  item.end = undefined;
  item.generation = Math.max(item.generation, item.seenGeneration ?? 0) + 1;
  item.spec = spec;
  item.attempts.push({ generation: item.generation, call: 'none', unansweredCalls: 0 });
  return { kind: 'queued' };
}
