import type { OrderRun } from '../order/order-run.js';

/** A command about the order, as it is copied into a terminal: `retry`, and what comes after the order's id. */
export function commandText({ input: { orderId, shop } }: OrderRun, command: string, ...rest: string[]): string {
  const ofShop = shop === 'default' ? [] : [`--shop ${shop}`];
  return `\`${['printess-production', command, orderId, ...rest, ...ofShop].join(' ')}\``;
}
