import type { AbandonItem, AdoptJob, ApproveItem } from '../../contract/messages.js';
import type { ProductionItem } from '../../contract/item.js';
import type { DecisionView } from '../../contract/view.js';

/** What a person has decided about an item, recorded by an update, acted on by the item's life in the same activation. */
export type Decision = { record: DecisionView } &
  /** `anew`: with a change or an item, though it may change nothing. */
  (
    | { kind: 'retry'; spec: ProductionItem; anew?: true; reprint?: true }
    | ({ kind: 'adopt' } & AdoptJob)
    | ({ kind: 'approve' } & ApproveItem)
    | ({ kind: 'abandon' } & AbandonItem)
  );
