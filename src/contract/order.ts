import * as z from 'zod';
import { carriedStateSchema } from './carried-state.js';
import { orEmptyList } from './empty-list.js';
import { idSchema, productionItemSchema } from './item.js';
import { jsonSize } from './json-size.js';
import { ITEMS_PER_ORDER, ORDER_BYTES } from './limits.js';
import { policySchema } from './policy.js';
import { referenceSchema } from './reference.js';

/** `event` would have the workflow ids of other shops' events for its orders'. */
export const shopSchema = z.string().regex(/^(?!event$)[a-z0-9_]{1,32}$/, '1 to 32 of a-z 0-9 _, but not event');

/** A paid order of a shop: the one argument of the workflow `productionOrder`. */
export const productionOrderSchema = z
  .strictObject({
    orderId: idSchema.describe('The shop’s id of the order; one id is one production, however often it is sent.'),
    shop: shopSchema.default('default').describe('The shop whose Printess account pays; `default` where there is one.'),
    items: z
      .array(productionItemSchema)
      .min(1)
      .max(ITEMS_PER_ORDER)
      .describe('What is to be rendered, 1 to 500 items.'),
    priority: z.int().min(1).max(5).optional().describe('1 is the most urgent, 5 the least; 3 where it is absent.'),
    orderUrl: z
      .url({ protocol: /^https$/, error: 'an https URL' })
      .max(1_000)
      .optional()
      .describe('The order in the shop’s own administration, shown to operators; https only.'),
    reference: referenceSchema
      .optional()
      .describe('The shop’s own JSON about the order, given back in views, events and the manifest.'),
    policy: orEmptyList(policySchema)
      .optional()
      .describe('How long the order waits for what, and what becomes of its files.'),
  })
  .superRefine((order, context) => {
    const seen = new Set<string>();
    const jobs = new Set<string>();
    order.items.forEach((item, index) => {
      if (seen.has(item.itemId))
        context.addIssue({ code: 'custom', path: ['items', index, 'itemId'], message: 'used by an earlier item' });
      seen.add(item.itemId);
      const jobId = item.adopt?.jobId;
      if (jobId !== undefined && jobs.has(jobId))
        context.addIssue({
          code: 'custom',
          path: ['items', index, 'adopt', 'jobId'],
          message: 'used by an earlier item',
        });
      if (jobId !== undefined) jobs.add(jobId);
    });
    const bytes = orderBytes(order);
    if (bytes > ORDER_BYTES)
      context.addIssue({ code: 'custom', path: [], message: `${bytes} bytes of JSON; at most ${ORDER_BYTES}` });
  })
  .meta({ id: 'ProductionOrder', description: 'A paid order of a shop.' });

/** The workflow's argument: the order, and what the run before has carried over; only we make that. */
export const orderInputSchema = productionOrderSchema
  .safeExtend({ carried: carriedStateSchema.optional() })
  .refine(({ items, carried }) => carried === undefined || carried.items.length === items.length, {
    path: ['carried', 'items'],
    error: 'not as many as the order has items',
  });

export type OrderInput = z.infer<typeof orderInputSchema>;
export type { ProductionOrder, ProductionOrderInput } from './types.js';

/** JSON of an order in bytes, without what its starter and the runs before have added. */
function orderBytes({ policy, carried, ...order }: { policy?: unknown; carried?: unknown }): number {
  return jsonSize(order);
}
