import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Fills a folder of the cache in one step: `fill` gets an empty folder beside it, which is then renamed. A process that comes
 * second finds the folder there and throws its own away.
 */
export async function intoCache(target: string, fill: (folder: string) => Promise<void>): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(join(dirname(target), '.tmp-'));
  try {
    await fill(folder);
    await rename(folder, target).catch((error: unknown) => {
      if (!['ENOTEMPTY', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
