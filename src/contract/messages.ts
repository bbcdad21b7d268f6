import { z } from 'zod';
import { orEmptyList } from './empty-list.js';
import { idSchema, jobIdSchema, productionItemSchema, words } from './item.js';

/** Arguments of the signals and updates: one JSON object each, or nothing, as the Web UI's forms send it. */

const reason = words.max(500);
/** Who decides, where their client knows it; Temporal hands no identity to a workflow. */
const by = words.max(100).optional();

export const checkNowSchema = z.strictObject({ itemId: idSchema.optional() });
export const retryItemFields = z.strictObject({
  /** Absent: the one item that can be retried now. */
  itemId: idSchema.optional(),
  /** A correction, merged into the item as a JSON Merge Patch (RFC 7396): null removes a field. */
  change: orEmptyList(z.record(z.string(), z.unknown())).optional(),
  /** The item, corrected: it replaces the one before. Absent: as it was. */
  item: productionItemSchema.optional(),
  /** The generation that the caller saw; another one is refused. */
  generation: z.int().min(1).optional(),
  /** Order it again, and pay again, where fetching its files once more is what a retry does otherwise. */
  reprint: z.boolean().optional(),
  by,
});
export const retryItemSchema = retryItemFields.refine(
  ({ change, item }) => change === undefined || item === undefined,
  { path: ['change'], error: 'give either change or item' },
);
export const adoptJobSchema = z.strictObject({ itemId: idSchema, jobId: jobIdSchema, by });
export const approveItemSchema = z.strictObject({ itemId: idSchema, reason, by });
export const abandonItemSchema = z.strictObject({ itemId: idSchema, reason, by });

export type CheckNow = z.infer<typeof checkNowSchema>;
export type RetryItem = z.infer<typeof retryItemSchema>;
export type AdoptJob = z.infer<typeof adoptJobSchema>;
export type ApproveItem = z.infer<typeof approveItemSchema>;
export type AbandonItem = z.infer<typeof abandonItemSchema>;
