import type { Client } from '@temporalio/client';
import type { Policy } from '../contract/policy.js';
import { getOrder } from './get-order.js';
import type { ProductionClient } from './production-client.js';
import { submitOrder } from './submit-order.js';
import { waitForOrder } from './wait-for-order.js';

export interface ClientOptions {
  /** The shop whose orders these are; `default` if absent. */
  shop?: string;
  /** How long its orders wait for what; the contract's defaults if absent. */
  policy?: Policy;
  /** Base of the Temporal Web UI, for the links in views. */
  webUiUrl?: string;
  /** Where operators read on; shown in the Web UI beside each order. https only. */
  runbookUrl?: string;
}

/** A typed client for orders over the shop's own Temporal `Client`; makes no connection and closes none. */
export function createClient(temporal: Client, options: ClientOptions = {}): ProductionClient {
  const scope = { temporal, options, shop: options.shop ?? 'default' };
  return {
    submit: (order) => submitOrder(scope, order),
    get: (orderId, { shop = scope.shop } = {}) => getOrder({ ...scope, shop }, orderId),
    wait: (orderId, { shop = scope.shop, ...rest } = {}) => waitForOrder({ ...scope, shop }, orderId, rest),
  };
}
