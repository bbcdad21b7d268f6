import { Command } from 'commander';
import { loadConfig } from '../config.js';
import { startSandbox } from '../sandbox/index.js';
import { untilStopped } from './until-stopped.js';

export function sandboxCommand(): Command {
  return new Command('sandbox')
    .description('Run a stand-in of the Printess Backend API, until stopped.')
    .action(runSandbox);
}

async function runSandbox(): Promise<void> {
  const config = loadConfig(process.env, 'sandbox');
  const sandbox = await startSandbox({
    host: config.SANDBOX_HOST,
    port: config.SANDBOX_PORT,
    token: config.SANDBOX_TOKEN,
    speed: config.SANDBOX_SPEED,
    strict: config.SANDBOX_STRICT,
  });
  process.stderr.write(`Sandbox on ${sandbox.url}: PRINTESS_API_URL=${sandbox.url}, the token is SANDBOX_TOKEN.\n`);
  await untilStopped();
  await sandbox.close();
}
