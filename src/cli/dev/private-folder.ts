import { chmod, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Makes a folder that its owner alone can read, what lies in it and what this process and those that it starts write
 * from now on among it: keys, a database, customers' files.
 */
export async function privateFolder(path: string): Promise<void> {
  process.umask(0o077);
  await mkdir(path, { recursive: true });
  await chmod(path, 0o700);
  for (const entry of await readdir(path, { withFileTypes: true }))
    if (entry.isFile()) await chmod(join(path, entry.name), 0o600);
}
