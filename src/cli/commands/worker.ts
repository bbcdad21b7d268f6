import type { RequestListener } from 'node:http';
import { Command } from 'commander';
import type { Logger } from 'pino';
import { checkNamespace, checkSetUp } from '../../client/check-namespace.js';
import { givenVariables, loadConfig, type Config } from '../../config.js';
import { listen } from '../../server/listen.js';
import { createLogger } from '../../logger.js';
import { connectWorker } from '../../temporal-connection.js';
import { startTracing, type Tracing } from '../../tracing/start-tracing.js';
import { installMeasuredRuntime, startWorker, type RunningWorker, type SdkMetrics } from '../../worker/index.js';
import { sayIfNotSetUp } from './say-if-not-set-up.js';
import { untilStopped } from './until-stopped.js';

export function workerCommand(): Command {
  return new Command('worker').action(runWorker);
}

type Process = Awaited<ReturnType<typeof connectWorker>> & {
  config: Config;
  log: Logger;
  sdkMetrics: SdkMetrics;
  tracing: Tracing | undefined;
};

async function runWorker(): Promise<void> {
  const config = loadConfig(process.env, 'worker');
  const log = createLogger('worker', config.LOG_LEVEL);
  const sdkMetrics = await installMeasuredRuntime(log);
  const tracing = await startTracing('worker', givenVariables(process.env), log);
  // From before the first order is taken: a call in flight is never cut by a signal that nobody listens to.
  const stopped = untilStopped();
  const connected = await connectWorker();
  try {
    await checkNamespace(connected.connection, connected.namespace);
    await workUntil(stopped, { config, log, sdkMetrics, tracing, ...connected });
  } finally {
    // It refuses to close while workers hold it: what has failed before is what is said.
    await connected.connection.close().catch(() => undefined);
    await tracing?.stop();
  }
}

/** Its health port is there before it takes an order: where that is taken, nothing has begun. */
async function workUntil(
  stopped: Promise<NodeJS.Signals>,
  { config, log, sdkMetrics, tracing, connection, namespace }: Process,
): Promise<void> {
  let worker: RunningWorker | undefined;
  let isLeaving = false;
  const checks = {
    temporal: () => (isLeaving ? undefined : checkSetUp(connection, namespace)),
    polling: () => {
      if (isLeaving) return;
      if (!worker) throw new Error('The worker is starting.');
      worker.checkPolling();
    },
    stopping: () => {
      if (isLeaving) throw new Error('The worker is stopping.');
    },
  };
  let loading: Promise<RequestListener> | undefined;
  const app = () =>
    (loading ??= import('../../server/index.js').then(({ createOpsApp, processMetrics }) =>
      createOpsApp({ registry: processMetrics(), checks, moreMetrics: sdkMetrics }),
    ));
  const ops = await listen((request, response) => void app().then((answer) => answer(request, response)), {
    host: config.OPS_HOST,
    port: config.WORKER_OPS_PORT,
    portVariable: 'WORKER_OPS_PORT',
  });
  try {
    // Meanwhile the SDK starts the thread of the orders.
    void app();
    worker = await startWorker({ config, connection, namespace, tracing: tracing?.worker });
    const running = worker;
    log.info(`Worker runs in namespace ${namespace}; health on port ${ops.port}.`);
    void stopped.then((signal) => {
      isLeaving = true;
      log.info(`${signal}: calls in flight are allowed to finish, then the worker ends.`);
      running.shutdown();
    });
    void sayIfNotSetUp(log, connection, namespace);
    await running.ended;
  } finally {
    await ops.close();
  }
}
