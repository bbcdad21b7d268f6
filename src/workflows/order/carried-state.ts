import type { CarriedItem, CarriedState } from '../../contract/carried-state.js';
import type { ItemRun } from '../item/item-run.js';
import type { OrderRun } from './order-run.js';

/** All that the order knows, for its next run: plain data, without what is only of this run's moment. */
export function carriedState(order: OrderRun): CarriedState {
  const { createdAt, updatedAt, items, hold, nextEvent, earlierCallsUntil } = order;
  return {
    version: 1,
    createdAt,
    updatedAt,
    items: items.map((item) => carriedItem(order, item)),
    ...(hold && { hold }),
    ...(nextEvent !== undefined && { nextEvent }),
    ...(earlierCallsUntil !== undefined && { earlierCallsUntil }),
  };
}

/** One item of it. The item as it is ordered now is kept only where it differs from the input. */
export function carriedItem({ input }: OrderRun, item: ItemRun): CarriedItem {
  const { itemId, spec, end, decision, question, bytes, ...carried } = item;
  return input.items.includes(spec) ? carried : { ...carried, spec };
}
