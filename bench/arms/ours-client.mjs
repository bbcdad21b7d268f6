import { Client, Connection } from '@temporalio/client';
import { createClient } from '../../lib/client/index.js';
import { historyFacts } from './floor-client.mjs';

export async function open() {
  const temporal = new Client({ connection: await Connection.connect({ address: process.env.TEMPORAL_ADDRESS }) });
  const wait = process.env.WAIT_SECONDS;
  const production = createClient(temporal, wait ? { policy: { statusChecks: [`${wait}s`, '1h'] } } : {});
  const handle = (orderId) => temporal.workflow.getHandle(`printess-default-${orderId}`);
  return {
    start: (orderId, items = 1) => production.submit(orderOf(orderId, items)),
    result: (orderId) => handle(orderId).result(),
    wait: (orderId) => production.wait(orderId),
    openCount: async () => Number((await temporal.workflow.count("ExecutionStatus='Running'")).count),
    history: (orderId) => historyFacts(handle(orderId), orderOf(orderId, 1)),
  };
}

const orderOf = (orderId, items) => ({
  orderId,
  items: Array.from({ length: items }, (_, index) => ({ itemId: `i${index + 1}`, templateName: 'poster', copies: 2 })),
});
