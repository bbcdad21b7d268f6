import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { format, resolveConfig } from 'prettier';
import type { z } from 'zod';
import { orderEventSchema } from '../../src/contract/event.js';
import {
  abandonItemSchema,
  adoptJobSchema,
  approveItemSchema,
  checkNowSchema,
  retryItemSchema,
} from '../../src/contract/messages.js';
import { productionOrderSchema } from '../../src/contract/order.js';
import type * as types from '../../src/contract/types.js';
import { typesOf } from '../support/types-of.js';

const TYPES = fileURLToPath(new URL('../../src/contract/types.ts', import.meta.url));
const ROOTS = [
  productionOrderSchema,
  orderEventSchema,
  retryItemSchema,
  adoptJobSchema,
  approveItemSchema,
  abandonItemSchema,
  checkNowSchema,
];

/** Compiles where the one can stand for the other, both ways. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;
const same: [
  Same<types.ProductionOrder, z.output<typeof productionOrderSchema>>,
  Same<types.ProductionOrderInput, z.input<typeof productionOrderSchema>>,
  Same<types.OrderEvent, z.output<typeof orderEventSchema>>,
  Same<types.RetryItem, z.output<typeof retryItemSchema>>,
  Same<types.AdoptJob, z.output<typeof adoptJobSchema>>,
  Same<types.ApproveItem, z.output<typeof approveItemSchema>>,
  Same<types.AbandonItem, z.output<typeof abandonItemSchema>>,
  Same<types.CheckNow, z.output<typeof checkNowSchema>>,
] = [true, true, true, true, true, true, true, true];

describe('the types that an editor shows', () => {
  it('are made from the schemas: "npm run generate" writes them again', async () => {
    expect(same).not.toContain(false);
    const now = await format(typesOf(ROOTS, { ProductionOrderInput: productionOrderSchema }), {
      ...(await resolveConfig(TYPES)),
      parser: 'typescript',
    });
    if (process.env['npm_lifecycle_event'] === 'generate') await writeFile(TYPES, now);
    expect(await readFile(TYPES, 'utf8')).toBe(now);
  });
});
