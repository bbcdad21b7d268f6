import { setCurrentDetails, upsertSearchAttributes } from '@temporalio/workflow';
import { PRINTESS_ATTENTION, PRINTESS_STATE } from '../contract/search-attributes.js';
import { orderStateOf, type AttentionReason } from '../contract/view.js';
import { detailsText } from './details-text.js';
import type { OrderRun } from './order-run.js';
import { tellShop } from './tell-shop.js';

/**
 * Tells the outside how the order stands: the Web UI's current details, and the search attributes where the order's
 * state or its set of reasons has changed (each such command is billed, and part of the history: replay depends on it).
 */
export function publish(order: OrderRun): void {
  order.updatedAt = Date.now();
  setCurrentDetails(detailsText(order));

  const state = orderStateOf(order.items, order.cancelled !== undefined);
  const reasons = openReasons(order);
  if (state === order.published.state && reasons.join() === order.published.reasons.join()) return;
  const isNewTrouble = reasons.some((reason) => !order.published.reasons.includes(reason));
  order.published = { state, reasons };
  upsertSearchAttributes([
    { key: PRINTESS_STATE, value: state },
    { key: PRINTESS_ATTENTION, value: reasons },
  ]);
  if (state === 'attention' && isNewTrouble) tellShop(order, 'order.attention');
}

function openReasons(order: OrderRun): AttentionReason[] {
  return [...new Set(order.items.flatMap(({ attention }) => (attention ? [attention.reason] : [])))].sort();
}
