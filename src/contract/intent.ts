import { itemDigest } from './digest.js';
import type { ProductionItem } from './item.js';

/** One wish to have one item rendered; Printess may accept it once at most. */
export interface Intent {
  shop: string;
  orderId: string;
  itemId: string;
  generation: number;
  /** First 12 hex digits of the item's digest. */
  digest: string;
}

/** The intent of having an item rendered, as it is ordered now. */
export function intentOf(shop: string, orderId: string, item: ProductionItem, generation: number): Intent {
  return { shop, orderId, itemId: item.itemId, generation, digest: itemDigest(item).slice(0, 12) };
}

/** The intent's text, sent to Printess as `orderMetaData`: `shop/order/item/generation#digest`. */
export function intentText({ shop, orderId, itemId, generation, digest }: Intent): string {
  return `${shop}/${orderId}/${itemId}/${generation}#${digest}`;
}

const INTENT = /^([a-z0-9_]{1,32})\/([A-Za-z0-9._-]{1,64})\/([A-Za-z0-9._-]{1,64})\/([1-9]\d{0,8})#([0-9a-f]{12})$/;

/** The inverse of `intentText`; undefined where the text is no intent of ours. */
export function parseIntent(text: string): Intent | undefined {
  const [, shop, orderId, itemId, generation, digest] = INTENT.exec(text) ?? [];
  if (!shop || !orderId || !itemId || !generation || !digest) return undefined;
  return { shop, orderId, itemId, generation: Number(generation), digest };
}
