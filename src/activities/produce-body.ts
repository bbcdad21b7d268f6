import type { ProductionItem } from '../contract/item.js';
import type { ProduceBody } from '../printess/wire.js';

/** The body of /production/produce: the item less our own fields, and what we set ourselves. */
export function toBody(parts: {
  item: ProductionItem;
  origin: string;
  orderId: string;
  intent: string;
  callbackUrl: string;
}): ProduceBody {
  const { itemId, adopt, expect, reference, ...body } = parts.item;
  return {
    ...body,
    origin: parts.origin,
    externalOrderId: parts.orderId,
    orderMetaData: parts.intent,
    callbackUrl: parts.callbackUrl,
  };
}
