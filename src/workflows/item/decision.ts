import type { AbandonItem, AdoptJob, ApproveItem } from '../../contract/messages.js';
import type { ProductionItem } from '../../contract/item.js';
import type { DecisionView } from '../../contract/view.js';

/**
 * What a person has decided about an item, recorded by an update, acted on by the item's life in the same activation. A retry
 * is `restated` where it came with a change or an item, though that may change nothing.
 */
export type Decision = { record: DecisionView } & (
  | { kind: 'retry'; spec: ProductionItem; restated?: true; reprint?: true }
  | ({ kind: 'adopt' } & AdoptJob)
  | ({ kind: 'approve' } & ApproveItem)
  | ({ kind: 'abandon' } & AbandonItem)
);
