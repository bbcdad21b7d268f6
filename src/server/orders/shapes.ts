import * as z from 'zod';
import { idSchema } from '../../contract/item.js';
import { ORDER_BYTES } from '../../contract/limits.js';
import {
  abandonItemSchema,
  adoptJobSchema,
  approveItemSchema,
  checkNowSchema,
  retryItemFields,
} from '../../contract/messages.js';
import { productionOrderSchema } from '../../contract/order.js';
import {
  ATTENTION_REASONS,
  attentionReasonSchema,
  orderStateSchema,
  orderViewSchema,
  WARNING,
} from '../../contract/view.js';
import { problemSchema } from './problem.js';

/** What the orders API takes and gives, beside the contract's own shapes. */

/** Bytes of a JSON body, and of a line: an order is measured after parsing, and escapes (PHP's defaults) may triple it on the way. */
export const BODY_LIMIT = 3 * ORDER_BYTES + 100_000;

const { items, priority, orderUrl, reference } = productionOrderSchema.shape;

/** The body of PUT /v1/orders/{orderId}: the key says which shop, the server which policy. */
export const orderBodySchema = z
  .strictObject({ items, priority, orderUrl, reference })
  .meta({ id: 'OrderBody', description: 'A paid order; its id stands in the path, its shop is the key’s.' });

/** A line of POST /v1/orders. */
export const orderLineSchema = z.strictObject({ orderId: idSchema, items, priority, orderUrl, reference });

/** A line of its answer. */
export const submittedLineSchema = z
  .object({
    line: z.number().int().describe('Which line of the request this is about, from 1.'),
    orderId: z.string().optional().describe('The order of that line, where it names one.'),
    status: z
      .number()
      .int()
      .describe(
        '201 new, 200 the same was there, 409 other body, 413 too long, 422 issues; 429 and 503: send that line again.',
      ),
    order: orderViewSchema.optional().describe('The order, where it was taken.'),
    problem: problemSchema.optional().describe('Why it was not taken.'),
  })
  .meta({ id: 'SubmittedLine', description: 'The answer for a line.' });

export const orderPathSchema = z.object({ orderId: idSchema });
export const itemPathSchema = z.object({ orderId: idSchema, itemId: idSchema });
/** Files are numbered as `files` lists them, from 1; all of them in one is `zip`. */
export const fileNumberSchema = z.string().regex(/^([1-9]\d{0,4}|zip)$/, 'a number from 1, or zip');
export const filePathSchema = itemPathSchema.extend({ n: fileNumberSchema });

/** A misspelt dry run would start the order. */
export const dryRunSchema = z.strictObject({ dryRun: z.enum(['true', 'false']).optional() });

/** How long a long poll may take: a minute at most. */
export const waitSchema = z.string().regex(/^([1-9]|[1-5]\d|60)s$|^1m$/, 'a duration up to 60s, such as 30s');

export const listQuerySchema = z.strictObject({
  state: orderStateSchema.optional(),
  attention: attentionReasonSchema.optional(),
  limit: z
    .string()
    .regex(/^([1-9]|[1-9]\d|1\d\d|200)$/, 'a number from 1 to 200')
    .optional(),
  cursor: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,2000}$/, 'a cursor that a page has given')
    .optional(),
});

export const orderSummarySchema = z
  .object({
    orderId: z.string().describe('The shop’s id of the order.'),
    shop: z.string().describe('The shop whose order it is.'),
    state: orderStateSchema.describe('How the order stands.'),
    attention: z
      .array(z.enum([...ATTENTION_REASONS, WARNING]))
      .describe('The reasons for which items of it wait now; `warning` where a person should look at files of it.'),
    createdAt: z.string().describe('When the order was started, in ISO 8601.'),
  })
  .meta({ id: 'OrderSummary', description: 'An order as Temporal’s list knows it.' });

export const orderListSchema = z
  .object({
    orders: z.array(orderSummarySchema).describe('The orders, the newest first.'),
    cursor: z.string().optional().describe('Fetches the next page; absent on the last one.'),
  })
  .meta({ id: 'OrdersPage', description: 'A page of orders.' });

/** The actions on an item and their bodies: the updates' arguments without the item's id. */
export const ACTION_BODIES = {
  retry: retryItemFields
    .omit({ itemId: true })
    .extend({
      reprint: z
        .boolean()
        .optional()
        .describe(
          'Order the item again, and pay again, though it is produced (with the `generation` that you saw) or its files ' +
            'could be fetched once more.',
        ),
    })
    .refine(({ change, item }) => change === undefined || item === undefined, {
      path: ['change'],
      error: 'give either change or item',
    })
    .refine(({ reprint, generation }) => !reprint || generation !== undefined, {
      path: ['generation'],
      error: 'a reprint names the generation that is to be printed again',
    })
    // The two rules above, as JSON Schema has them.
    .meta({
      id: 'RetryBody',
      description: 'What is ordered again, and corrected how: `change` or `item`.',
      not: { required: ['change', 'item'] },
      if: { properties: { reprint: { const: true } }, required: ['reprint'] },
      then: { required: ['generation'] },
    }),
  adopt: adoptJobSchema
    .omit({ itemId: true })
    .meta({ id: 'AdoptBody', description: 'Which job the item is to follow.' }),
  approve: approveItemSchema
    .omit({ itemId: true })
    .meta({ id: 'ApproveBody', description: 'Why the files are taken as they are.' }),
  abandon: abandonItemSchema
    .omit({ itemId: true })
    .meta({ id: 'AbandonBody', description: 'Why the item is given up.' }),
};

export type ItemActionName = keyof typeof ACTION_BODIES;

/** The body of POST …/check. */
export const checkBodySchema = checkNowSchema;

export const doneSchema = z
  .object({ orderId: z.string().describe('The order that was named.') })
  .meta({ id: 'Done', description: 'It was asked for.' });
export const validSchema = z
  .object({ valid: z.literal(true).describe('The shapes are right; nothing was started.') })
  .meta({ id: 'Valid', description: 'What a dry run finds.' });
