import { Command } from 'commander';
import { loadConfig } from '../../config.js';
import { startSandbox } from '../../sandbox/index.js';
import { untilStopped } from './until-stopped.js';

export function sandboxCommand(): Command {
  return new Command('sandbox').action(runSandbox);
}

async function runSandbox(): Promise<void> {
  const config = loadConfig(process.env, 'sandbox');
  const sandbox = await startSandbox({
    host: config.SANDBOX_HOST,
    port: config.SANDBOX_PORT,
    ...(config.SANDBOX_URL !== undefined && { publicUrl: config.SANDBOX_URL }),
    token: config.SANDBOX_TOKEN,
    speed: config.SANDBOX_SPEED,
    strict: config.SANDBOX_STRICT,
    ...(config.SANDBOX_FILE !== undefined && { file: config.SANDBOX_FILE }),
    ...(config.SANDBOX_TEMPLATES_FILE !== undefined && { templatesFile: config.SANDBOX_TEMPLATES_FILE }),
  });
  process.stderr.write(
    `Sandbox on ${sandbox.url}: PRINTESS_API_URL=${sandbox.url}, the token is SANDBOX_TOKEN.\n` +
      `Jobs are on ${sandbox.url}/, calls to try on ${sandbox.url}/swagger/.\n`,
  );
  await untilStopped();
  await sandbox.close();
}
