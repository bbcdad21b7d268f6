import type { NativeConnection, Worker, WorkerOptions as TemporalWorkerOptions } from '@temporalio/worker';
import { createActivities, type ActivityDeps, type FilesDeps, type ShopConnection } from '../activities/index.js';
import { createArchive } from '../archive/create-archive.js';
import { loadDataConverter, type Config } from '../config.js';
import { waitsOf } from '../contract/policy.js';
import { webUiLink } from '../contract/web-ui-link.js';
import { callbackUrl, mintToken } from '../printess/callback-token.js';
import { createPrintessClient } from '../printess/client.js';
import { createTemplateCheck } from '../printess/template-check.js';
import { createWorkers } from './create-workers.js';
import { deploymentVersion } from './deployment-version.js';

export interface WorkerOptions {
  config: Pick<
    Config,
    | 'shops'
    | 'CALLBACK_KEYS'
    | 'CALLBACK_BASE_URL'
    | 'PRINTESS_STATUS_RATE'
    | 'WEB_UI_URL'
    | 'policy'
    | 'FILE_HOSTS'
    | 'WORKER_CACHED_ORDERS'
    | 'WORKER_ORDER_SLOTS'
    | 'WORKER_ORDER_POLLERS'
    | 'WORKER_PRODUCE_SLOTS'
    | 'WORKER_PRODUCE_POLLERS'
  > &
    Partial<Pick<Config, 'ARCHIVE_URL' | 'ARCHIVE_NAMES'>>;
  connection: NativeConnection;
  namespace: string;
  /** Set where traces are wanted. */
  tracing?: Pick<TemporalWorkerOptions, 'interceptors' | 'sinks'> | undefined;
}

export interface RunningWorker {
  /** Resolves when the workers have ended after a shutdown; rejects when one has failed. */
  ended: Promise<void>;
  /** Throws, naming the task queues, where one of the workers does not ask Temporal for work. */
  checkPolling(): void;
  /** Takes no more work; calls in flight are allowed to finish. */
  shutdown(): void;
}

/** Beyond a list lookup and a call, until an attempt at produce is over. */
const ATTEMPT_MARGIN_MS = 5_000;

/** Starts the workers of a process: they take orders from Temporal until they are shut down. */
export async function startWorker({ config, connection, namespace, tracing }: WorkerOptions): Promise<RunningWorker> {
  const workers = await createWorkers({
    connection,
    namespace,
    dataConverter: await loadDataConverter(process.env),
    activities: createActivities({ ...activityDeps(config, namespace), files: await filesDeps(config) }),
    statusRate: config.PRINTESS_STATUS_RATE,
    graceTime: graceTimeOf(config),
    tuning: {
      cachedOrders: config.WORKER_CACHED_ORDERS,
      orderSlots: config.WORKER_ORDER_SLOTS,
      orderPollers: config.WORKER_ORDER_POLLERS,
      produceSlots: config.WORKER_PRODUCE_SLOTS,
      producePollers: config.WORKER_PRODUCE_POLLERS,
    },
    deployment: deploymentVersion(process.env),
    tracing,
  });
  const shutdown = () => workers.filter(isRunning).forEach((worker) => worker.shutdown());
  // When one worker fails the others must not go on alone.
  const ended = Promise.all(workers.map((worker) => worker.run().finally(shutdown))).then(() => undefined);
  return {
    ended,
    shutdown,
    checkPolling() {
      const idle = workers.filter((worker) => !isPolling(worker)).map(({ options: { taskQueue } }) => taskQueue);
      if (idle.length > 0) throw new Error(`No work is taken from ${idle.join(', ')}.`);
    },
  };
}

function isPolling(worker: Worker): boolean {
  const { runState, workflowPollerState, activityPollerState } = worker.getStatus();
  return runState === 'RUNNING' && ![workflowPollerState, activityPollerState].includes('FAILED');
}

const isRunning = (worker: Worker) => worker.getState() === 'RUNNING';

/** Milliseconds that an attempt at produce is given to end: a list lookup, a call, and what is around them. */
export function graceTimeOf({ policy }: Pick<Config, 'policy'>): number {
  return 2 * waitsOf(policy).httpTimeout + ATTEMPT_MARGIN_MS;
}

/** What the activities of a worker need, by its configuration. */
export function activityDeps(
  { shops, CALLBACK_KEYS: keys = [], CALLBACK_BASE_URL: baseUrl, WEB_UI_URL: webUi }: WorkerOptions['config'],
  namespace: string,
): ActivityDeps {
  if (baseUrl === undefined) throw new Error('CALLBACK_BASE_URL is missing');
  const connections = new Map<string, ShopConnection>();
  for (const [name, { apiUrl, origin, token, events }] of shops) {
    const client = createPrintessClient({ apiUrl, token });
    connections.set(name, { client, origin, check: createTemplateCheck(client), ...(events && { events }) });
  }
  return {
    shop: (name) => connections.get(name),
    orderLink: (order) => (webUi === undefined ? undefined : webUiLink(webUi, namespace, order)),
    callbackUrl: (target) => callbackUrl(baseUrl, mintToken(keys, target)),
  };
}

/** Where files may lie, and the archive that keeps them. */
export async function filesDeps({
  FILE_HOSTS: hosts,
  ARCHIVE_URL: url,
  ARCHIVE_NAMES: names,
}: WorkerOptions['config']): Promise<FilesDeps> {
  return { hosts, names, archive: url === undefined ? undefined : await createArchive(url) };
}
