import type { ItemView, OrderView } from '../../src/contract/view.js';

/** The first item of an order, often its only one. Throws an Error where there is none. */
export function only({ items: [item] }: OrderView): ItemView {
  if (!item) throw new Error('The order has no item');
  return item;
}

/** All items render. */
export const rendering = (view: OrderView): boolean => view.items.every(({ state }) => state === 'rendering');

/** The order waits for a person. */
export const needsAttention = (view: OrderView): boolean => view.state === 'attention';
