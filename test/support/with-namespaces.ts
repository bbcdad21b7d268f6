import { Connection } from '@temporalio/client';
import proto from '@temporalio/proto';
import { ensureTemporalCli, startTemporalServer } from '../../src/temporal-server/index.js';
import { until } from './until.js';

const { IndexedValueType } = proto.temporal.api.enums.v1;

/** A Temporal with the namespace `default` (set up), `bare` (without search attributes), `wrong` (with one of another type). */
export interface Namespaces {
  address: string;
  pid: number;
  /** Who has asked for work of a task queue lately. */
  pollers: (namespace: string, taskQueue: string) => Promise<string[]>;
  stop: () => Promise<void>;
}

export async function startNamespaces(): Promise<Namespaces> {
  const temporal = await startTemporalServer({ cli: await ensureTemporalCli() });
  const connection = await Connection.connect({ address: temporal.address });
  const { workflowService, operatorService } = connection;
  for (const namespace of ['bare', 'wrong']) {
    await workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: { seconds: (30 * 86_400) as never },
    });
    await until(`the namespace ${namespace}`, () =>
      operatorService.listSearchAttributes({ namespace }).then(
        () => true,
        () => false,
      ),
    );
  }
  const searchAttributes = { PrintessState: IndexedValueType.INDEXED_VALUE_TYPE_TEXT };
  await operatorService.addSearchAttributes({ namespace: 'wrong', searchAttributes });
  return {
    address: temporal.address,
    pid: temporal.pid,
    async pollers(namespace, taskQueue) {
      const { pollers } = await workflowService.describeTaskQueue({
        namespace,
        taskQueue: { name: taskQueue },
        taskQueueType: proto.temporal.api.enums.v1.TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
      });
      return pollers.map(({ identity }) => identity ?? '');
    },
    async stop() {
      await connection.close();
      await temporal.stop();
    },
  };
}
