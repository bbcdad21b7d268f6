import { execFile } from 'node:child_process';
import { access, mkdtemp, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const VERSION = '4.32.5';
/** How JSON Lines are written and read, which it does not know. */
const HOOKS = fileURLToPath(new URL('schemathesis-hooks.py', import.meta.url));
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'printess-production');

/** What is asked to come back later is no fault: on a busy machine Temporal, or the worker, may be too slow for an answer. */
const CONFIG = '[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", "503"]\n';

/**
 * Sends an API hundreds of right and wrong requests made from its OpenAPI document, and checks every answer against it.
 * Resolves with what schemathesis tells; rejects with it where an answer is not as documented.
 */
export async function schemathesis(documentUrl: string, token: string): Promise<string> {
  const program = await installed();
  const args = ['run', documentUrl, '-H', `Authorization: Bearer ${token}`];
  const cwd = await mkdtemp(join(tmpdir(), 'printess-test-'));
  await writeFile(join(cwd, 'schemathesis.toml'), CONFIG);
  try {
    const limits = ['--max-examples', '25', '--generation-deterministic', '--no-color'];
    const { stdout } = await run(program, [...args, ...limits], {
      cwd,
      env: { ...process.env, SCHEMATHESIS_HOOKS: HOOKS },
      maxBuffer: 50_000_000,
    });
    return stdout;
  } catch (error) {
    const { stdout = '' } = error as { stdout?: string };
    const told = stdout.split('\n').map((line) => line.slice(0, 500));
    throw new Error(told.join('\n').slice(-8_000) || String(error), { cause: error });
  }
}

/** The program in an environment of its own, installed at its first use. */
async function installed(): Promise<string> {
  const folder = join(CACHE, `schemathesis-${VERSION}`);
  const program = join(folder, 'bin', 'schemathesis');
  const there = await access(program).then(
    () => true,
    () => false,
  );
  if (!there) {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', `schemathesis==${VERSION}`]);
  }
  return program;
}
