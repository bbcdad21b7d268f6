import pc from 'picocolors';
import type { ItemView, OrderView } from '../../client/index.js';

/** An order as a person reads it on a terminal; text from outside without its control characters. */
export function renderView(view: OrderView): string {
  const width = Math.max(...view.items.map(({ itemId }) => itemId.length));
  const head = `Order ${pc.bold(view.orderId)} of shop ${view.shop}: ${colour(view.state)}`;
  return [
    head,
    ...view.items.map((item) => renderItem(item, width)),
    ...(view.links.webUi ? [view.links.webUi] : []),
  ].join('\n');
}

/** One item: its state, then what is worth knowing, a line each. */
export function renderItem(item: ItemView, width = 0): string {
  const facts = [
    ...(item.attention ? [`${item.attention.reason}: ${item.attention.message}`] : []),
    ...(item.warnings ?? []),
    ...(item.kept ? [`kept: ${item.kept.folder}`] : []),
    ...(item.files ?? []).map(({ name, url }) => `${name}  ${url}`),
    ...(item.files && item.filesUntil && !item.kept ? [`Printess deletes them on ${item.filesUntil}`] : []),
    ...(item.saveTokenUntil && item.state !== 'produced' ? [`its save token ends on ${item.saveTokenUntil}`] : []),
  ];
  const calls = pc.dim(`produce calls ${item.produceCalls}, status calls ${item.statusCalls}`);
  const head = `  ${item.itemId.padEnd(width)}  ${colour(item.state)}  ${calls}`;
  return [head, ...facts.map((fact) => `      ${plain(fact)}`)].join('\n');
}

function colour(state: string): string {
  if (state === 'produced') return pc.green(state);
  if (state === 'attention' || state === 'partly-produced') return pc.yellow(state);
  if (state === 'failed' || state === 'abandoned' || state === 'cancelled') return pc.red(state);
  return pc.cyan(state);
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
