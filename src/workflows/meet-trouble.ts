import type { HeldReason } from '../contract/view.js';
import { needAttention } from './change-item.js';
import type { ItemRun, OrderRun } from './order-run.js';

/** The item met the shop's trouble: no credits, a bad token, Printess out of reach. It is held once for the order. */
export function meetTrouble(
  order: OrderRun,
  item: ItemRun,
  reason: HeldReason,
  message: string,
  retryAfterMs = 0,
): void {
  const trouble = (order.trouble ??= { reason, message, since: Date.now(), probes: 0, nextProbeAt: 0 });
  trouble.reason = reason;
  trouble.message = message;
  if (trouble.nextProbeAt <= Date.now()) {
    const waits = order.waits.holdRetry;
    const wait = waits[Math.min(trouble.probes, waits.length - 1)] ?? 0;
    trouble.nextProbeAt = Date.now() + Math.max(wait, retryAfterMs);
  }
  needAttention(order, item, reason, heldText(reason, message));
}

const REMEDIES: Record<HeldReason, string> = {
  'insufficient-funds': 'Top up the shop’s Printess credits',
  unauthorized: 'Put a valid service token into the shop’s configuration',
  unreachable: 'See whether Printess can be reached from the worker',
};

function heldText(reason: HeldReason, message: string): string {
  return `${message} Nothing was paid for this call. ${REMEDIES[reason]}; the order tries again by itself, at once by the signal resume.`;
}
