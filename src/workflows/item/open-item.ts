import type { CarriedItem } from '../../contract/carried-state.js';
import type { ProductionItem } from '../../contract/item.js';
import type { ItemRun } from './item-run.js';

/** An item at the start of a run: as the run before has left it, or new. */
export function openItem(spec: ProductionItem, carried: CarriedItem = newItem()): ItemRun {
  return { ...carried, itemId: spec.itemId, spec: carried.spec ?? spec, bytes: 0 };
}

function newItem(): CarriedItem {
  return {
    state: { kind: 'queued' },
    generation: 1,
    attempts: [{ generation: 1, call: 'none', unansweredCalls: 0 }],
    jobs: [],
    warnings: [],
    produceCalls: 0,
    statusCalls: 0,
    reports: [],
    setAside: [],
    ignored: { repeated: 0, foreign: 0 },
    decisions: [],
  };
}
