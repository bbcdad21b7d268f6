import { Command, Option } from 'commander';
import { givenVariables, loadConfig } from '../../config.js';
import { milliseconds } from '../../contract/duration.js';
import { createLogger } from '../../logger.js';
import { startServer } from '../../server/index.js';
import { connectClient } from '../../temporal-connection.js';
import { startTracing } from '../../tracing/start-tracing.js';
import { serverConfig, type ServerPart } from './server-config.js';
import { sayIfNotSetUp } from './say-if-not-set-up.js';
import { untilStopped } from './until-stopped.js';

export function serverCommand(): Command {
  return new Command('server')
    .addOption(new Option('--only <part>', 'run one part only').choices(['callbacks', 'orders']))
    .action(runServer);
}

const NEEDS = { callbacks: 'callbacks', orders: 'orders-api' } as const;

async function runServer({ only }: { only?: ServerPart }): Promise<void> {
  const config = loadConfig(process.env, only ? NEEDS[only] : 'server');
  const log = createLogger('server', config.LOG_LEVEL);
  const tracing = await startTracing('server', givenVariables(process.env), log);
  const client = await connectClient(...(tracing ? [tracing.client] : []));
  try {
    const parts = { ...serverConfig(config, only), log, ...(tracing && { traceRequests: tracing.requests }) };
    const server = await startServer(parts, client);
    const told = [
      ...(server.callbackPort === undefined ? [] : [`Callbacks on port ${server.callbackPort}`]),
      ...(server.ordersPort === undefined ? [] : [`orders API on port ${server.ordersPort} (Swagger UI on /docs/)`]),
      `health and metrics on port ${server.opsPort}`,
    ];
    // Who reads that it is ready may already stop it.
    const stopped = untilStopped();
    log.info(`${told.join('; ')}.`);
    void sayIfNotSetUp(log, client.connection, client.options.namespace);
    const signal = await stopped;
    // Who presses Ctrl-C waits for no balancer.
    const graceMs = signal === 'SIGTERM' ? milliseconds(config.STOP_GRACE) : 0;
    const first = graceMs > 0 ? `not ready any more for ${config.STOP_GRACE}, then ` : '';
    log.info(`${signal}: ${first}answering what was taken, then the server ends.`);
    await server.close(graceMs);
  } finally {
    await client.connection.close();
    await tracing?.stop();
  }
}
