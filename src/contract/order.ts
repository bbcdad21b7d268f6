import { z } from 'zod';
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
    orderId: idSchema,
    shop: shopSchema.default('default'),
    items: z.array(productionItemSchema).min(1).max(ITEMS_PER_ORDER),
    /** 1 is the most urgent, 3 what an order has that says nothing. */
    priority: z.int().min(1).max(5).optional(),
    /** The order in the shop's own administration; https only, shown to operators. */
    orderUrl: z
      .url({ protocol: /^https$/, error: 'an https URL' })
      .max(1_000)
      .optional(),
    /** The shop's own words about it. */
    reference: referenceSchema.optional(),
    policy: orEmptyList(policySchema).optional(),
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
  });

/** The workflow's argument: the order, and what the run before has carried over; only we make that. */
export const orderInputSchema = productionOrderSchema
  .safeExtend({ carried: carriedStateSchema.optional() })
  .refine(({ items, carried }) => carried === undefined || carried.items.length === items.length, {
    path: ['carried', 'items'],
    error: 'not as many as the order has items',
  });

export type OrderInput = z.infer<typeof orderInputSchema>;
export type ProductionOrder = z.infer<typeof productionOrderSchema>;
/** A production order as a shop writes it, before defaults are filled in. */
export type ProductionOrderInput = z.input<typeof productionOrderSchema>;

/** JSON of an order in bytes, without what its starter and the runs before have added. */
function orderBytes({ policy, carried, ...order }: { policy?: unknown; carried?: unknown }): number {
  return jsonSize(order);
}
