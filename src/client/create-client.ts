import type { Client } from '@temporalio/client';
import type { Policy } from '../contract/policy.js';
import { actOnItem } from './act-on-item.js';
import { checkSdkVersion } from './check-sdk-version.js';
import { fetchOrder } from '../files/fetch-order.js';
import { eachExplained, explained } from './explained.js';
import { getOrder } from './get-order.js';
import { listOrders, listPage } from './list-orders.js';
import type { OfShop, ProductionClient } from './production-client.js';
import { resumeShop } from './resume-shop.js';
import { retryOrder } from './retry-order.js';
import { cancelOrder, checkNow } from './signal-order.js';
import { submitOrder } from './submit-order.js';
import { waitForOrder } from './wait-for-order.js';
import { watchOrder } from './watch-order.js';

export interface ClientOptions {
  /** The shop whose orders these are; `default` if absent. */
  shop?: string;
  /** How long its orders wait for what; the contract's defaults if absent. */
  policy?: Policy;
  /** Base of the Temporal Web UI, for the links in views. */
  webUiUrl?: string;
  /** Whether the shop (or which one) is notified of its orders by events: its eventsUrl is in the worker's PRINTESS_SHOPS_FILE. */
  events?: boolean | ((shop: string) => boolean);
  /** Signs the cursors of `listPage`; absent: a secret of this process, and a cursor is good in it alone. */
  cursorSecret?: string;
  /** Who decides through this client: stands beside their decisions, for all to see. */
  by?: string;
  /** Hosts that `fetchFiles` takes files from; Printess's if absent. */
  fileHosts?: readonly string[];
  /** Where operators read on; shown in the Web UI beside each order. https only. */
  runbookUrl?: string;
}

/**
 * A typed client for orders over the shop's own Temporal `Client`; makes no connection and closes none. Throws
 * `TemporalClientTooOldError` where that one is of an SDK that would start orders without all that belongs to them.
 */
export function createClient(temporal: Client, options: ClientOptions = {}): ProductionClient {
  checkSdkVersion(temporal);
  const of = ({ shop = options.shop ?? 'default' }: OfShop = {}) => ({ temporal, options, shop });
  const say = <T>(asking: Promise<T>) => explained(temporal, asking);
  return {
    submit: (order) => say(submitOrder(of(), order)),
    get: (orderId, ofShop) => say(getOrder(of(ofShop), orderId)),
    wait: (orderId, waitOptions) => say(waitForOrder(of(waitOptions), orderId, waitOptions)),
    watch: (orderId, watchOptions) => eachExplained(temporal, watchOrder(of(watchOptions), orderId, watchOptions)),
    list: (listOptions) => eachExplained(temporal, listOrders(of(listOptions), listOptions)),
    listPage: (pageOptions) => say(listPage(of(pageOptions), pageOptions)),
    retry: (orderId, wish, ofShop) => say(retryOrder(of(ofShop), orderId, wish)),
    retryItem: (orderId, input, ofShop) => say(actOnItem(of(ofShop), orderId, 'retryItem', input)),
    adoptJob: (orderId, input, ofShop) => say(actOnItem(of(ofShop), orderId, 'adoptJob', input)),
    approveItem: (orderId, input, ofShop) => say(actOnItem(of(ofShop), orderId, 'approveItem', input)),
    abandonItem: (orderId, input, ofShop) => say(actOnItem(of(ofShop), orderId, 'abandonItem', input)),
    checkNow: (orderId, itemId, ofShop) => say(checkNow(of(ofShop), orderId, itemId)),
    cancel: (orderId, ofShop) => say(cancelOrder(of(ofShop), orderId)),
    fetchFiles: async (orderId, fetchOptions) =>
      fetchOrder(await say(getOrder(of(fetchOptions), orderId)), { hosts: options.fileHosts, ...fetchOptions }),
    resume: (ofShop) => say(resumeShop(of(ofShop))),
  };
}
