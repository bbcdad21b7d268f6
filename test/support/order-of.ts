import { randomUUID } from 'node:crypto';
import type { ProductionOrderInput } from '../../src/client/index.js';

/** An order of so many items under an id of its own. */
export function orderOf(items = 1, rest: Partial<ProductionOrderInput> = {}): ProductionOrderInput {
  return {
    orderId: `o-${randomUUID().slice(0, 13)}`,
    items: Array.from({ length: items }, (_, index) => ({ itemId: `i${index + 1}`, templateName: 'mug' })),
    ...rest,
  };
}
