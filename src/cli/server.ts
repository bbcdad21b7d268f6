import { Command, Option } from 'commander';
import { loadConfig } from '../config.js';
import { startServer } from '../server/index.js';
import { connectClient } from '../temporal-connection.js';
import { serverConfig } from './server-config.js';
import { untilStopped } from './until-stopped.js';

export function serverCommand(): Command {
  return new Command('server')
    .description('Receive Printess’s callbacks, until stopped.')
    .addOption(new Option('--only <part>', 'run one part only').choices(['callbacks']))
    .action(runServer);
}

async function runServer(): Promise<void> {
  const config = loadConfig(process.env, 'server');
  const client = await connectClient();
  try {
    const server = await startServer(serverConfig(config), client);
    process.stderr.write(`Callbacks on port ${server.callbackPort}; health and metrics on port ${server.opsPort}.\n`);
    const signal = await untilStopped();
    process.stderr.write(`${signal}: answering what was taken, then the server ends.\n`);
    await server.close();
  } finally {
    await client.connection.close();
  }
}
