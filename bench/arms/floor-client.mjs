import { Client, Connection } from '@temporalio/client';

export async function open() {
  const client = new Client({ connection: await Connection.connect({ address: process.env.TEMPORAL_ADDRESS }) });
  const waitMs = Number(process.env.WAIT_SECONDS ?? 600) * 1_000;
  const orderOf = (orderId) => ({ orderId, item: { templateName: 'poster', copies: 2 }, waitMs });
  return {
    start: (orderId) =>
      client.workflow.start('order', { taskQueue: 'floor', workflowId: orderId, args: [orderOf(orderId)] }),
    result: (orderId) => client.workflow.getHandle(orderId).result(),
    openCount: async () => Number((await client.workflow.count("ExecutionStatus='Running'")).count),
    history: (orderId) => historyFacts(client.workflow.getHandle(orderId), orderOf(orderId)),
  };
}

const BILLED = [1, 10, 17, 26, 41, 40];

/** Events by their numbers in Temporal's API: started, activity, timer, signal, update, upsert are billed. */
export async function historyFacts(handle, order) {
  const { events } = await handle.fetchHistory();
  const { raw } = await handle.describe();
  const types = events.map(({ eventType }) => Number(eventType));
  const ofType = (...wanted) => types.filter((type) => wanted.includes(type)).length;
  return {
    events: types.length,
    workflowTasks: ofType(7),
    actions: ofType(...BILLED),
    /** Of the order and its callback, as they come. */
    payload: JSON.stringify(order).length + callbackBytes(events),
    bytes: Number(raw.workflowExecutionInfo.historySizeBytes),
  };
}

const callbackBytes = (events) =>
  events
    .flatMap(({ workflowExecutionSignaledEventAttributes: signal }) => signal?.input?.payloads ?? [])
    .reduce((sum, { data }) => sum + data.length, 0);
