import type { ItemState } from '../../contract/carried-state.js';
import type { ProductionItem } from '../../contract/item.js';
import { newest, type ItemRun } from './item-run.js';

/** A person has the item ordered again: a new intent, by what they want now. The call before it has been proved absent. */
export function startGeneration(item: ItemRun, spec: ProductionItem): ItemState {
  const before = newest(item);
  if (before.call === 'unanswered') before.call = 'absent';
  delete before.provableFrom;
  delete item.jobId;
  item.end = undefined;
  item.generation += 1;
  item.spec = spec;
  item.attempts.push({ generation: item.generation, call: 'none', unansweredCalls: 0 });
  return { kind: 'queued' };
}
