import { createHash } from 'node:crypto';
import { canonical } from './canonical.js';
import type { ProductionItem } from './item.js';
import type { ProductionOrder } from './order.js';

/** SHA-256, hex, of the canonical order without its policy: the order's identity, kept in the workflow's memo. */
export function orderDigest(order: ProductionOrder): string {
  const { policy, ...identity } = order;
  return sha256(canonical(identity));
}

/** SHA-256, hex, of the canonical item. */
export function itemDigest(item: ProductionItem): string {
  return sha256(canonical(item));
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
