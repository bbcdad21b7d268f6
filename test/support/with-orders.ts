import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { GracefulShutdownPeriodExpiredError, NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../../src/activities/index.js';
import { createClient, type ProductionClient, type ProductionOrderInput } from '../../src/client/index.js';
import { TASK_QUEUES } from '../../src/contract/names.js';
import type { OrderView } from '../../src/contract/view.js';
import { NEVER_CUT_OFF } from '../../src/worker/index.js';
import type { productionOrder } from '../../src/workflows/production-order.js';
import { installQuietRuntime } from './quiet-runtime.js';
import { recordHistory } from './record-history.js';
import { until } from './until.js';

installQuietRuntime();

export type OrderHandle = WorkflowHandle<typeof productionOrder>;

/** A Temporal with workers for orders, and what tests do with them. */
export interface Orders {
  client: Client;
  production: ProductionClient;
  /** Submits an order, by a client of one's own perhaps, and returns its handle. */
  start: (order: ProductionOrderInput, by?: ProductionClient) => Promise<OrderHandle>;
  /** Asks for the order's view until it is as wanted. */
  seen: (handle: OrderHandle, what: string, wanted: (view: OrderView) => boolean) => Promise<OrderView>;
  stopWorkers: () => Promise<void>;
  /** Starts new workers, their cache empty. */
  startWorkers: () => Promise<void>;
}

/** Runs a test with the test server, this jest worker's namespace, and workers that have these activities and options; by a server of one's own perhaps. */
export async function withOrders(
  activities: Activities,
  test: (orders: Orders) => Promise<void>,
  options: Partial<WorkerOptions> = {},
  { address, namespace } = {
    address: process.env['PRINTESS_TEST_TEMPORAL_ADDRESS'] ?? '',
    namespace: `test-${process.env['JEST_WORKER_ID'] ?? '1'}`,
  },
): Promise<void> {
  const connection = await Connection.connect({ address });
  const native = await NativeConnection.connect({ address });
  const client = new Client({ connection, namespace });
  const production = createClient(client);
  let workers: Worker[] = [];
  let ended: Promise<unknown> = Promise.resolve();

  const startWorkers = async () => {
    const shared = { connection: native, namespace, activities, shutdownForceTime: '30s', ...options };
    workers = await Promise.all([
      Worker.create({
        workflowBundle: { codePath: process.env['PRINTESS_TEST_WORKFLOW_BUNDLE'] ?? '' },
        ...shared,
        ...NEVER_CUT_OFF,
        taskQueue: TASK_QUEUES.production,
      }),
      Worker.create({ ...shared, taskQueue: TASK_QUEUES.status }),
      Worker.create({ ...shared, taskQueue: TASK_QUEUES.delivery }),
    ]);
    ended = Promise.all(workers.map((worker) => worker.run()));
  };
  const stopWorkers = async () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
    await ended.catch((error: unknown) => {
      // An activity that a failed test has left hanging.
      if (!(error instanceof GracefulShutdownPeriodExpiredError)) throw error;
    });
  };

  const started: OrderHandle[] = [];
  try {
    await startWorkers();
    await test({
      client,
      production,
      async start(order, by = production) {
        const { workflowId } = await by.submit(order);
        const handle = client.workflow.getHandle<typeof productionOrder>(workflowId);
        started.push(handle);
        return handle;
      },
      seen: (handle, what, wanted) =>
        until(what, async () => {
          const view = await handle.query<OrderView>('order');
          return wanted(view) && view;
        }),
      stopWorkers,
      startWorkers,
    });
    // One after the other: the histories of one test go into one file, and the last stays.
    for (const handle of started) await recordHistory(handle);
  } finally {
    await Promise.all(started.map((handle) => handle.terminate('the test is over').catch(() => undefined)));
    await terminateAll(client);
    await stopWorkers();
    await native.close();
    await connection.close();
  }
}

/** Whatever a test has left open would be worked on by the next one's workers, who share its namespace. */
async function terminateAll(client: Client): Promise<void> {
  for await (const { workflowId } of client.workflow.list({ query: 'ExecutionStatus="Running"' }))
    await client.workflow
      .getHandle(workflowId)
      .terminate('the test is over')
      .catch(() => undefined);
}
