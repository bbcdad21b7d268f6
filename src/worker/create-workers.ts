import type { NativeConnection } from '@temporalio/worker';
import { Worker, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/index.js';
import { TASK_QUEUES } from '../contract/names.js';
import type { DeploymentVersion } from './deployment-version.js';
import { NO_TRACING } from './no-tracing.js';
import { workflowCode } from './workflow-code.js';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  activities: Activities;
  /** Status calls a second, over all workers of the task queue: the server keeps it. */
  statusRate: number;
  /** Milliseconds that a produce activity in flight is given to end after a shutdown was asked for. */
  graceTime: number;
  /** Set where the platform runs Temporal's worker versioning. */
  deployment?: DeploymentVersion | undefined;
  /** Set where traces are wanted. */
  tracing?: Pick<WorkerOptions, 'interceptors' | 'sinks'> | undefined;
}

/** Orders that a worker keeps in memory, some 215 kB each; others are replayed from their history when needed. */
const MAX_CACHED_WORKFLOWS = 500;
/** Events on their way at once: they wait for receivers, which costs nothing; a shop has 20 of them at the most. */
const DELIVERIES = 400;
/** After the grace time, until the worker gives up what still runs. */
const FORCE_AFTER_MS = 10_000;

/** The workers of a process: orders with the activity produce; checkStatus on its own rate-limited queue; events. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const { connection, namespace, statusRate, graceTime, deployment, tracing = NO_TRACING } = options;
  const { checkStatus, deliverEvent, ...produceActivities } = options.activities;
  const shared = {
    connection,
    namespace,
    ...tracing,
    shutdownGraceTime: graceTime,
    shutdownForceTime: graceTime + FORCE_AFTER_MS,
    ...(deployment && {
      workerDeploymentOptions: {
        useWorkerVersioning: true as const,
        version: deployment,
        defaultVersioningBehavior: 'AUTO_UPGRADE' as const,
      },
    }),
  };
  return Promise.all([
    Worker.create({
      ...shared,
      ...(await workflowCode()),
      taskQueue: TASK_QUEUES.production,
      activities: produceActivities,
      maxCachedWorkflows: MAX_CACHED_WORKFLOWS,
    }),
    Worker.create({
      ...shared,
      taskQueue: TASK_QUEUES.status,
      activities: { checkStatus },
      maxTaskQueueActivitiesPerSecond: statusRate,
    }),
    Worker.create({
      ...shared,
      taskQueue: TASK_QUEUES.delivery,
      activities: { deliverEvent },
      maxConcurrentActivityTaskExecutions: DELIVERIES,
    }),
  ]);
}
