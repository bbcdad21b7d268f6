import { createActivities } from '../../src/activities/index.js';
import type { ProduceInput } from '../../src/contract/activity-inputs.js';
import type { Policy } from '../../src/contract/policy.js';
import type { ProductionItem } from '../../src/contract/item.js';
import type { ItemView, OrderView } from '../../src/contract/view.js';
import { callbackUrl, mintToken } from '../../src/printess/callback-token.js';
import { createPrintessClient, type PrintessClient } from '../../src/printess/client.js';
import { createTemplateCheck } from '../../src/printess/template-check.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.js';
import { createCallbacksApp } from '../../src/server/callbacks/callbacks-app.js';
import { createSignalOrder, type SignalOrder } from '../../src/server/callbacks/signal-order.js';
import { orderOf } from './order-of.js';
import { until } from './until.js';
import { withOrders, type OrderHandle, type Orders } from './with-orders.js';
import { withServer } from './with-server.js';

/** Waits that let money be counted in seconds: moments are real here, since activities know no skipped time. */
export const QUICK: Policy = {
  httpTimeout: '1s',
  settleTime: '1s',
  statusChecks: ['2s', '1h'],
  holdRetry: ['1s', '1h'],
};

const KEYS = [{ kid: 'test', secret: 's'.repeat(32) }];
export const ORIGIN = 'ledger-test';

/** Orders with their real activities, callback endpoint and sandbox, and what tests count there. */
export interface LedgerWorld extends Orders {
  sandbox: Sandbox;
  /** Starts an order of items with these templates, each named `i1`, `i2`, …, with quick waits. */
  order: (templates: string[], rest?: object) => Promise<{ orderId: string; handle: OrderHandle }>;
  /** The jobs that Printess has accepted for an order, each paid. */
  paid: (orderId: string) => { jobId: string; metaData?: string; templateName: string }[];
  /** Asks for the order's view until its first item is as wanted. */
  item: (orderId: string, what: string, wanted: (item: ItemView, view: OrderView) => boolean) => Promise<ItemView>;
  /** The end of an order, whoever started its last run. */
  ended: (orderId: string) => Promise<OrderView>;
}

export interface LedgerOptions {
  renderMs?: number;
  /** Called before each list lookup of the produce and findJobs activities. */
  beforeList?: () => Promise<void>;
  /** Called when the produce activity has its answer, and has not reported it. */
  afterProduce?: (input: ProduceInput) => Promise<void>;
  /** A Temporal of the test's own. */
  server?: { address: string; namespace: string };
}

/** Runs a test with orders whose money is counted. */
export async function withLedger(
  test: (world: LedgerWorld) => Promise<void>,
  { renderMs = 30, beforeList, afterProduce, server }: LedgerOptions = {},
): Promise<void> {
  const sandbox = await startSandbox({ renderMs });
  let signal: SignalOrder = () => Promise.reject(new Error('not yet'));
  const app = createCallbacksApp({
    keys: KEYS,
    fileHosts: [`127.0.0.1:${sandbox.port}`],
    signal: (...args) => signal(...args),
    answered: () => undefined,
  });
  try {
    await withServer(app, async (url) => {
      const real = createPrintessClient({ apiUrl: sandbox.url, token: () => Promise.resolve(sandbox.token) });
      const client: PrintessClient = {
        ...real,
        async listOrders(filter, deadline) {
          await beforeList?.();
          return real.listOrders(filter, deadline);
        },
      };
      const shop = { client, origin: ORIGIN, check: createTemplateCheck(real) };
      const realActivities = createActivities({
        shop: () => shop,
        callbackUrl: (target) => callbackUrl(url, mintToken(KEYS, target)),
      });
      const activities = {
        ...realActivities,
        async produce(input: ProduceInput) {
          const answer = await realActivities.produce(input);
          await afterProduce?.(input);
          return answer;
        },
      };
      const run = async (orders: Orders) => {
        signal = createSignalOrder(orders.client);
        const get = (orderId: string) => orders.production.get(orderId);
        await test({
          ...orders,
          sandbox,
          async order(templates, rest = {}) {
            const items = templates.map((templateName, index): ProductionItem => ({
              itemId: `i${index + 1}`,
              templateName,
            }));
            const order = orderOf(1, { policy: QUICK, ...rest, items });
            return { orderId: order.orderId, handle: await orders.start(order) };
          },
          paid: (orderId) => sandbox.ledger.accepted.filter((job) => job.externalOrderId === orderId),
          item: (orderId, what, wanted) =>
            until(what, async () => {
              const view = await get(orderId);
              const [item] = view.items;
              return item !== undefined && wanted(item, view) && item;
            }),
          ended: (orderId) =>
            until(`the end of ${orderId}`, async () => {
              const view = await get(orderId);
              return view.state !== 'running' && view.state !== 'attention' && view;
            }),
        });
      };
      await withOrders(activities, run, {}, ...(server ? [server] : []));
    });
  } finally {
    await sandbox.close();
  }
}
