import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { privateFolder } from '../../src/cli/dev/private-folder.js';
import { ensureTemporalCli, freePort, startTemporalServer } from '../../src/temporal-server/index.js';
import { createProcesses } from '../support/processes.js';

// What other users of the machine, and pages that somebody on it has open, can reach.

const root = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Paths below a folder with their permissions. */
async function permissions(folder: string): Promise<Map<string, string>> {
  const paths = ['.', ...(await readdir(folder, { recursive: true }))];
  const modes = await Promise.all(
    paths.map(async (path) => [path, ((await stat(join(folder, path))).mode & 0o777).toString(8)] as const),
  );
  return new Map(modes);
}

describe('what dev keeps', () => {
  it('is its owner’s alone: keys, token, files, also what lay there before', async () => {
    const cwd = await mkdtemp(join(tmpdir(), 'printess-test-'));
    await mkdir(join(cwd, '.printess'), { mode: 0o755 });
    await writeFile(join(cwd, '.printess', 'temporal.db'), '', { mode: 0o644 });
    const temporal = await startTemporalServer({ cli: await ensureTemporalCli() });
    try {
      const ports = { CALLBACK_PORT: '0', OPS_PORT: '0', SANDBOX_PORT: '0', ORDERS_API_PORT: '0' };
      const env = {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        ...ports,
        TEMPORAL_ADDRESS: temporal.address,
      };
      const { stderr } = await run(process.execPath, [join(root, 'bin/printess-production.js'), 'dev', '--once'], {
        cwd,
        env,
      });
      expect(stderr).toMatch(/its token: \.printess[/\\]sandbox-token/);
      const found = await permissions(join(cwd, '.printess'));
      for (const name of ['callback-secret', 'orders-api-key', 'sandbox-token', 'temporal.db'])
        expect(found.get(name)).toBe('600');
      expect(new Set(found.values())).toEqual(new Set(['700', '600']));
    } finally {
      await temporal.stop();
    }
  });

  it('is a database that its owner alone can read, its log beside it too', async () => {
    const folder = join(await mkdtemp(join(tmpdir(), 'printess-test-')), '.printess');
    const before = process.umask(0o022);
    try {
      await privateFolder(folder);
      const databaseFile = join(folder, 'temporal.db');
      const temporal = await startTemporalServer({ cli: await ensureTemporalCli(), databaseFile });
      const found = await permissions(folder);
      await temporal.stop();
      expect([...found.keys()]).toEqual(expect.arrayContaining(['temporal.db', 'temporal.db-wal']));
      for (const [path, mode] of found) expect([path, mode]).toEqual([path, path === '.' ? '700' : '600']);
    } finally {
      process.umask(before);
    }
  });
});

describe('the sandbox', () => {
  it('lets no page from elsewhere switch its faults and credits', async () => {
    const port = await freePort();
    const processes = createProcesses({ SANDBOX_PORT: String(port) });
    await processes.start(['sandbox'], /Sandbox on/);
    const ask = (headers: Record<string, string>, method = 'POST') =>
      new Promise<number>((resolve, reject) => {
        const options = { host: '127.0.0.1', port, path: '/sandbox/faults', method, headers };
        http
          .request(options, (response) => response.resume().once('end', () => resolve(response.statusCode ?? 0)))
          .once('error', reject)
          .end(method === 'POST' ? '{"name":"down"}' : undefined);
      });
    const json = { 'content-type': 'application/json' };
    try {
      expect(await ask({ 'content-type': 'text/plain' })).toBe(415);
      expect(await ask({ 'content-type': 'application/x-www-form-urlencoded' })).toBe(415);
      expect(await ask({ ...json, host: 'rebound.example' })).toBe(403);
      expect(await ask({ ...json, origin: 'https://evil.example' })).toBe(403);
      expect(await ask({ ...json, 'sec-fetch-site': 'cross-site' })).toBe(403);
      expect(await ask({ ...json, origin: 'https://evil.example' }, 'DELETE')).toBe(403);
      expect(await ask(json)).toBe(204);
    } finally {
      await processes.endAll();
    }
  });
});
