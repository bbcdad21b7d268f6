import type { ProductionOrder } from '../contract/order.js';
import type { Scope } from './scope.js';

/** Plain text, 400 bytes at most, that the Web UI shows beside the order. */
export function staticSummary({ orderId, shop, items }: ProductionOrder): string {
  return `Order ${orderId} of shop ${shop}: ${items.length} ${items.length === 1 ? 'item' : 'items'}`;
}

/** Markdown that stays visible in the Web UI when no worker runs: the links that an operator needs in an outage. */
export function staticDetails({ options }: Scope, order: ProductionOrder): string {
  const links = [
    ...(order.orderUrl ? [`[The order in the shop](${markdownUrl(order.orderUrl)})`] : []),
    ...(options.runbookUrl?.startsWith('https://') ? [`[Runbook](${markdownUrl(options.runbookUrl)})`] : []),
  ];
  return [`# Order ${order.orderId}`, ...links, BLANK].join('\n\n');
}

const BLANK =
  'How the order stands, and what you can do, is said beside this. **Nothing there?** Then no worker runs: the order is safe, ' +
  'and goes on with the next one. See whether `printess-production worker` runs; the **Workers** tab may show dead ones for minutes.\n\n' +
  '**TERMINATED above?** Then somebody has cut the order short: what stands beside is how it stood then, and nothing goes on. ' +
  'More Actions, **Start Workflow Like This One** goes on with it; what is paid is not paid again.';

/** Parentheses and spaces would end a Markdown link early, angle brackets open a tag. */
function markdownUrl(url: string): string {
  return url.replace(/[()<>\s\\]/g, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
