import * as z from 'zod';
import { orEmptyList } from './empty-list.js';
import { idSchema, jobIdSchema, productionItemSchema, words } from './item.js';

/** Arguments of the signals and updates: one JSON object each, or nothing, as the Web UI's forms send it. */

const itemId = idSchema.describe('The item that is decided about.');
const reason = words.max(500).describe('Why, for those who read the order later.');
/** Temporal hands no identity to a workflow. */
const by = words.max(100).optional().describe('Who decides, where their client knows it.');

export const checkNowSchema = z
  .strictObject({ itemId: idSchema.optional().describe('The item to ask about; all open ones where it is absent.') })
  .meta({ id: 'CheckNow', description: 'Asks Printess now about open jobs.' });
export const retryItemFields = z.strictObject({
  itemId: idSchema.optional().describe('The item; where it is absent the one that can be retried now.'),
  change: orEmptyList(z.record(z.string(), z.unknown()))
    .optional()
    .describe('A correction, merged into the item as a JSON Merge Patch (RFC 7396): null removes a field.'),
  item: productionItemSchema
    .optional()
    .describe('The item, corrected: it replaces the one before; where it is absent the item is as it was.'),
  generation: z.int().min(1).optional().describe('The generation that the caller saw; another one is refused.'),
  reprint: z
    .boolean()
    .optional()
    .describe(
      'Order it again, and pay again, where it is rendered already: a retry would fetch its files once more, or is refused.',
    ),
  by,
});
export const retryItemSchema = retryItemFields
  .refine(({ change, item }) => change === undefined || item === undefined, {
    path: ['change'],
    error: 'give either change or item',
  })
  .meta({ id: 'RetryItem', description: 'Has an item ordered again, as its next generation: paid again.' });
export const adoptJobSchema = z
  .strictObject({
    itemId,
    jobId: jobIdSchema.describe('The job that the item is to follow, as Printess has named it.'),
    by,
  })
  .meta({ id: 'AdoptJob', description: 'Has an item follow a job that Printess has already.' });
export const approveItemSchema = z
  .strictObject({ itemId, reason, by })
  .meta({ id: 'ApproveItem', description: 'Takes an item’s files as they are.' });
export const abandonItemSchema = z
  .strictObject({ itemId, reason, by })
  .meta({ id: 'AbandonItem', description: 'Gives an item up.' });

export type { AbandonItem, AdoptJob, ApproveItem, CheckNow, RetryItem } from './types.js';
