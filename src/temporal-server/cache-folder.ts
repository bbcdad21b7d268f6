import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where this user's caches of ours lie: it outlives `npm ci`. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  const home = homedir();
  const base =
    env['XDG_CACHE_HOME']?.trim() ||
    (process.platform === 'win32'
      ? env['LOCALAPPDATA']?.trim() || join(home, 'AppData', 'Local')
      : process.platform === 'darwin'
        ? join(home, 'Library', 'Caches')
        : join(home, '.cache'));
  return join(base, 'printess-production');
}
