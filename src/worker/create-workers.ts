import type { DataConverter } from '@temporalio/common';
import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import type { Activities } from '../activities/index.js';
import { TASK_QUEUES } from '../contract/names.js';
import type { DeploymentVersion } from './deployment-version.js';
import { NEVER_CUT_OFF } from './never-cut-off.js';
import { NO_TRACING } from './no-tracing.js';
import { workflowCode } from './workflow-code.js';

export interface WorkersOptions {
  connection: NativeConnection;
  namespace: string;
  /** The team's own, where payloads are encrypted, say. */
  dataConverter?: DataConverter | undefined;
  activities: Activities;
  /** Status calls a second, over all workers of the task queue: the server keeps it. */
  statusRate: number;
  /** Milliseconds that a produce activity in flight is given to end after a shutdown was asked for. */
  graceTime: number;
  tuning: Tuning;
  /** Set where the platform runs Temporal's worker versioning. */
  deployment?: DeploymentVersion | undefined;
  /** Set where traces are wanted. */
  tracing?: Pick<WorkerOptions, 'interceptors' | 'sinks'> | undefined;
}

/** How much the worker of orders does at once; docs/performance.md has what it costs. */
export interface Tuning {
  /** Orders that are kept in memory; others are replayed from their history when something happens to them. */
  cachedOrders: number;
  /** Orders that are worked on at once, and questions to Temporal for such work. */
  orderSlots: number;
  orderPollers: number;
  /** Calls of produce and list lookups at once, and questions to Temporal for them. */
  produceSlots: number;
  producePollers: number;
}

/** Events on their way at once: they wait for receivers, which costs nothing; a shop has 20 of them at the most. */
const DELIVERIES = 400;
/** After the grace time, until the worker gives up what still runs. */
const FORCE_AFTER_MS = 10_000;

/** The workers of a process: orders with the activity produce; checkStatus on its own rate-limited queue; events. */
export async function createWorkers(options: WorkersOptions): Promise<Worker[]> {
  const {
    connection,
    namespace,
    dataConverter,
    statusRate,
    graceTime,
    tuning,
    deployment,
    tracing = NO_TRACING,
  } = options;
  const { produceActivities, ...ofOtherQueues } = byTaskQueue(options.activities);
  const shared = {
    connection,
    namespace,
    ...(dataConverter && { dataConverter }),
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
      ...NEVER_CUT_OFF,
      ...(await workflowCode(dataConverter)),
      taskQueue: TASK_QUEUES.production,
      activities: produceActivities,
      maxCachedWorkflows: tuning.cachedOrders,
      maxConcurrentWorkflowTaskExecutions: tuning.orderSlots,
      maxConcurrentWorkflowTaskPolls: Math.min(tuning.orderPollers, tuning.orderSlots),
      maxConcurrentActivityTaskExecutions: tuning.produceSlots,
      maxConcurrentActivityTaskPolls: Math.min(tuning.producePollers, tuning.produceSlots),
    }),
    ...createSideWorkers(shared, ofOtherQueues, statusRate),
  ]);
}

/** The activities of the orders' own task queue, and those that have queues of their own. */
export function byTaskQueue(activities: Activities): ByTaskQueue {
  const { checkStatus, deliverEvent, keepFiles, handOver, ...produceActivities } = activities;
  return { produceActivities, checkStatus, deliverActivities: { deliverEvent, keepFiles, handOver } };
}

interface ByTaskQueue extends OfSideQueues {
  produceActivities: Omit<Activities, 'checkStatus' | keyof OfSideQueues['deliverActivities']>;
}

interface OfSideQueues extends Pick<Activities, 'checkStatus'> {
  deliverActivities: Pick<Activities, 'deliverEvent' | 'keepFiles' | 'handOver'>;
}

/** The workers of the queues that have no workflows: status checks at their rate, events and files. */
export function createSideWorkers(
  shared: Omit<WorkerOptions, 'taskQueue'>,
  { checkStatus, deliverActivities }: OfSideQueues,
  statusRate: number,
): Promise<Worker>[] {
  return [
    Worker.create({
      ...shared,
      taskQueue: TASK_QUEUES.status,
      activities: { checkStatus },
      maxTaskQueueActivitiesPerSecond: statusRate,
    }),
    Worker.create({
      ...shared,
      taskQueue: TASK_QUEUES.delivery,
      activities: deliverActivities,
      maxConcurrentActivityTaskExecutions: DELIVERIES,
    }),
  ];
}
