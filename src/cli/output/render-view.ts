import type { ItemView, OrderView } from '../../client/index.js';
import { timeText } from '../../contract/time-text.js';
import type { Paint } from './colours.js';

/** An order as a person reads it on a terminal; text from outside without its control characters. */
export function renderView(view: OrderView, paint: Paint): string {
  const width = Math.max(...view.items.map(({ itemId }) => itemId.length));
  const head = `Order ${paint('bold', view.orderId)} of shop ${view.shop}: ${colour(view.state, paint)}`;
  return [
    head,
    ...view.items.map((item) => renderItem(item, paint, width)),
    ...(view.links.webUi ? [`  ${view.links.webUi}`] : []),
  ].join('\n');
}

/** One item: its state, then what is worth knowing, a line each. */
export function renderItem(item: ItemView, paint: Paint, width = 0): string {
  const facts = [
    ...(item.attention ? [`${item.attention.reason}: ${item.attention.message}`] : []),
    ...(item.warnings ?? []),
    ...(item.kept ? [`kept: ${item.kept.folder}`] : []),
    ...(item.files ?? []).map(({ name, url }) => `${name}  ${url}`),
    ...(item.files && item.filesUntil && !item.kept
      ? [`Printess deletes them on ${timeText(Date.parse(item.filesUntil))}`]
      : []),
    ...(item.saveTokenUntil && item.state !== 'produced'
      ? [`its save token ends on ${timeText(Date.parse(item.saveTokenUntil))}`]
      : []),
  ];
  const calls = paint('dim', `produce calls ${item.produceCalls}, status calls ${item.statusCalls}`);
  const head = `  ${item.itemId.padEnd(width)}  ${colour(item.state, paint)}  ${calls}`;
  return [head, ...facts.map((fact) => `      ${plain(fact)}`)].join('\n');
}

function colour(state: string, paint: Paint): string {
  if (state === 'produced') return paint('green', state);
  if (state === 'attention' || state === 'partly-produced') return paint('yellow', state);
  if (state === 'failed' || state === 'abandoned' || state === 'cancelled') return paint('red', state);
  return paint('cyan', state);
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is removed
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
