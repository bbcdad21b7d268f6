import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { intoCache } from './into-cache.js';

const DOWNLOAD_DEADLINE_MS = 180_000;
const PLATFORMS: Partial<Record<NodeJS.Platform, string>> = { linux: 'linux', darwin: 'darwin', win32: 'windows' };

/** Downloads the CLI from the vendor and unpacks it with the system's tar (on Windows it reads zip as well). */
export async function downloadCli(version: string, target: string): Promise<void> {
  const platform = PLATFORMS[process.platform];
  if (!platform) throw new Error(`there is no build for ${process.platform}`);
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const url = `https://temporal.download/cli/archive/v${version}?platform=${platform}&arch=${arch}`;
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
    await promisify(execFile)('tar', ['-xf', archive, '-C', bin]);
  });
}
