import { Command } from 'commander';
import { collectDefaultMetrics, Registry } from 'prom-client';
import { loadConfig } from '../../config.js';
import { createOpsApp, listen } from '../../server/index.js';
import { connectWorker } from '../../temporal-connection.js';
import { startWorker } from '../../worker/index.js';
import { installQuietRuntime } from './quiet-runtime.js';
import { untilStopped } from './until-stopped.js';

export function workerCommand(): Command {
  return new Command('worker')
    .description('Take orders from Temporal and have Printess produce them, until stopped.')
    .action(runWorker);
}

async function runWorker(): Promise<void> {
  const config = loadConfig(process.env, 'worker');
  installQuietRuntime();
  const { connection, namespace } = await connectWorker();
  try {
    const registry = new Registry();
    collectDefaultMetrics({ register: registry });
    const worker = await startWorker({ config, connection, namespace });
    const app = createOpsApp({ registry, checks: {} });
    const ops = await listen(app, {
      host: config.OPS_HOST,
      port: config.WORKER_OPS_PORT,
      portVariable: 'WORKER_OPS_PORT',
    });
    process.stderr.write(`Worker runs in namespace ${namespace}; health on port ${ops.port}.\n`);
    void untilStopped().then((signal) => {
      process.stderr.write(`${signal}: calls in flight are allowed to finish, then the worker ends.\n`);
      worker.shutdown();
    });
    await worker.ended;
    await ops.close();
  } finally {
    await connection.close();
  }
}
