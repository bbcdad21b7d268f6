import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The first Temporal CLI with server 1.32: time skipping, fairness, and the texts of the Web UI that we rely on. */
export const OLDEST_CLI = '1.9.0';

/** The version that a Temporal CLI says it has. Throws where it cannot be run or says none. */
export async function cliVersion(path: string): Promise<string> {
  const { stdout } = await promisify(execFile)(path, ['--version'], { timeout: 10_000 });
  const version = /(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined) throw new Error(`${path} --version names no version`);
  return version;
}

/** Whether a version is `OLDEST_CLI` or later. */
export const isRecent = (version: string): boolean => isAtLeast(version, OLDEST_CLI);

/** Whether a version, such as `1.32.0`, is another one or later. */
export function isAtLeast(version: string, other: string): boolean {
  const numbers = version.split('.').map(Number);
  for (const [index, least] of other.split('.').map(Number).entries()) {
    const number = numbers[index] ?? 0;
    if (number !== least) return number > least;
  }
  return true;
}
