import { workflowInfo } from '@temporalio/workflow';
import { jsonSize } from '../../contract/json-size.js';
import { MEMO } from '../../contract/names.js';
import type { OrderInput } from '../../contract/order.js';
import { waitsOf } from '../../contract/policy.js';
import { openItem } from '../item/open-item.js';
import { keepWithinBudget } from './budget.js';
import type { OrderRun } from './order-run.js';
import { createSharedTimer } from './shared-timer.js';

/** A new run of an order: from its input alone, or from all that the run before knew. */
export function openOrder({ carried, ...input }: OrderInput): OrderRun {
  const now = Date.now();
  const { createdAt = now, hold, nextEvent = 1, earlierCallsUntil } = carried ?? {};
  const order: OrderRun = {
    input,
    waits: waitsOf(input.policy),
    items: input.items.map((spec, index) => openItem(spec, carried?.items[index])),
    hold,
    createdAt,
    updatedAt: now,
    nextEvent: workflowInfo().memo?.[MEMO.events] ? nextEvent : undefined,
    earlierCallsUntil,
    timer: createSharedTimer(),
    signals: [],
    queue: [],
    calling: new Set(),
    delivering: new Set(),
    inFlight: new Set(),
    isLong: false,
    draining: false,
    isHandedOver: false,
    ending: false,
    isChanged: true,
    inputBytes: jsonSize(input),
  };
  for (const item of order.items) keepWithinBudget(order, item);
  return order;
}
