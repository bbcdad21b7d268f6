import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { intoCache } from './into-cache.js';
import type { PinnedArchive } from './pinned-cli.js';

const DOWNLOAD_DEADLINE_MS = 180_000;

/**
 * Downloads an archive of the CLI and unpacks it with the system's tar. Throws before anything of it is unpacked where it
 * is not the one that is pinned.
 */
export async function downloadCli(target: string, { url, sha256 }: PinnedArchive): Promise<void> {
  const response = await fetch(url, { signal: AbortSignal.timeout(DOWNLOAD_DEADLINE_MS) }).catch((error: unknown) => {
    const { cause } = error as { cause?: { code?: string } };
    throw new Error(`cannot be reached (${cause?.code ?? String(error)})`, { cause: error });
  });
  if (!response.ok || !response.body) throw new Error(`answers ${response.status}`);
  const { body } = response;
  await intoCache(target, async (folder) => {
    const archive = join(folder, 'archive');
    const bin = join(folder, 'bin');
    await mkdir(bin);
    await pipeline(Readable.fromWeb(body), createWriteStream(archive));
    const found = createHash('sha256');
    await pipeline(createReadStream(archive), found);
    const digest = found.digest('hex');
    if (digest !== sha256) throw new Error(`has the SHA-256 ${digest}, not ${sha256}: it is not run`);
    await promisify(execFile)('tar', ['-xf', archive, '-C', bin]);
  });
}
