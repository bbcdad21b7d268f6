// DBOS on PostgreSQL: a durable workflow in the application's own process.
import { DBOS } from '@dbos-inc/dbos-sdk';
import { checkStatus, listen, produce } from '../harness/app.mjs';

const WAIT_SECONDS = Number(process.env.WAIT_SECONDS ?? 600);

async function orderWorkflow(orderId) {
  const { jobId } = await DBOS.runStep(() => produce(orderId), { name: 'produce' });
  const report = await DBOS.recv('callback', WAIT_SECONDS);
  return report ?? (await DBOS.runStep(() => checkStatus(jobId), { name: 'status', retriesAllowed: true }));
}

export async function open() {
  DBOS.setConfig({
    name: 'bench',
    systemDatabaseUrl: process.env.DATABASE_URL,
    logLevel: 'error',
    runAdminServer: false,
  });
  const order = DBOS.registerWorkflow(orderWorkflow, { name: 'order' });
  await DBOS.launch();
  await listen((orderId, body) => DBOS.send(orderId, body, 'callback', body.jobId));
  const handles = new Map();
  return {
    start: async (orderId) =>
      void handles.set(orderId, await DBOS.startWorkflow(order, { workflowID: orderId })(orderId)),
    // In one process the end of an order is heard: by the workflow's id it is asked for once a second.
    async result(orderId) {
      await handles.get(orderId).getResult();
      handles.delete(orderId);
    },
    openCount: async () =>
      (await DBOS.listWorkflows({ status: 'PENDING', loadInput: false, loadOutput: false })).length,
  };
}
