import type { ItemView, OrderView } from '../../client/index.js';

/** A listener for changed views that prints each item's changes, a line each. */
export function followProgress(out: NodeJS.WritableStream): (view: OrderView) => void {
  const last = new Map<string, string>();
  return (view) => {
    for (const item of view.items) {
      const text = progress(item);
      if (last.get(item.itemId) === text) continue;
      last.set(item.itemId, text);
      out.write(`  ${item.itemId}: ${text}\n`);
    }
  };
}

function progress(item: ItemView): string {
  if (item.attention) return `needs attention: ${item.attention.reason}`;
  if (item.state === 'submitting') return item.produceCalls > 0 ? 'sent, no answer yet' : 'waiting to be sent';
  if (item.state === 'rendering')
    return `rendering${item.nextStatusCheckAt ? `, next status check at ${item.nextStatusCheckAt}` : ''}`;
  return `${item.state}${item.source ? `, by ${item.source}` : ''}`;
}
