import { Command } from 'commander';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { checkNamespace, checkSetUp } from '../../client/check-namespace.js';
import { loadConfig, type Config } from '../../config.js';
import { createOpsApp, listen } from '../../server/index.js';
import { connectWorker } from '../../temporal-connection.js';
import { startWorker, type RunningWorker } from '../../worker/index.js';
import { installQuietRuntime } from './quiet-runtime.js';
import { sayIfNotSetUp } from './say-if-not-set-up.js';
import { untilStopped } from './until-stopped.js';

export function workerCommand(): Command {
  return new Command('worker').action(runWorker);
}

type Connected = Awaited<ReturnType<typeof connectWorker>>;

async function runWorker(): Promise<void> {
  const config = loadConfig(process.env, 'worker');
  installQuietRuntime();
  // From before the first order is taken: a call in flight is never cut by a signal that nobody listens to.
  const stopped = untilStopped();
  const connected = await connectWorker();
  try {
    await checkNamespace(connected.connection, connected.namespace);
    await workUntil(stopped, config, connected);
  } finally {
    // It refuses to close while workers hold it: what has failed before is what is said.
    await connected.connection.close().catch(() => undefined);
  }
}

/** Its health port is there before it takes an order: where that is taken, nothing has begun. */
async function workUntil(
  stopped: Promise<NodeJS.Signals>,
  config: Config,
  { connection, namespace }: Connected,
): Promise<void> {
  let worker: RunningWorker | undefined;
  let isLeaving = false;
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
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
  const ops = await listen(createOpsApp({ registry, checks }), {
    host: config.OPS_HOST,
    port: config.WORKER_OPS_PORT,
    portVariable: 'WORKER_OPS_PORT',
  });
  try {
    worker = await startWorker({ config, connection, namespace });
    const running = worker;
    process.stderr.write(`Worker runs in namespace ${namespace}; health on port ${ops.port}.\n`);
    void stopped.then((signal) => {
      isLeaving = true;
      process.stderr.write(`${signal}: calls in flight are allowed to finish, then the worker ends.\n`);
      running.shutdown();
    });
    void sayIfNotSetUp(connection, namespace);
    await running.ended;
  } finally {
    await ops.close();
  }
}
