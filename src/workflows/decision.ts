import type { AbandonItem, AdoptJob, ApproveItem, RetryItem } from '../contract/messages.js';

/** What a person has decided about an item in attention, recorded by an update, acted on by the item's life. */
export type Decision =
  | ({ kind: 'retry' } & RetryItem)
  | ({ kind: 'adopt' } & AdoptJob)
  | ({ kind: 'approve' } & ApproveItem)
  | ({ kind: 'abandon' } & AbandonItem);
