import { execFile, spawn } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePort } from '../../src/temporal-server/index.js';
import { until } from './until.js';

const run = promisify(execFile);
const VERSION = '5.2.5';
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'printess-production');

/** A server that speaks S3 (moto, in an environment of its own, installed at its first use), its objects in memory. */
export async function startS3Server(): Promise<{ url: string; stop: () => Promise<void> }> {
  const folder = join(CACHE, `moto-${VERSION}`);
  const program = join(folder, 'bin', 'moto_server');
  const isThere = await access(program).then(
    () => true,
    () => false,
  );
  if (!isThere) {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', `moto[s3,server]==${VERSION}`]);
  }
  const port = await freePort();
  const child = spawn(program, ['-H', '127.0.0.1', '-p', String(port)], { stdio: 'ignore' });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  const url = `http://127.0.0.1:${port}`;
  await until('the S3 server to answer', async () => (await fetch(url)).ok);
  return {
    url,
    async stop() {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
