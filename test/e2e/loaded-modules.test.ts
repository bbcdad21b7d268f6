import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';

const BIN = fileURLToPath(new URL('../../bin/printess-production.js', import.meta.url));

/** Files that a command has Node load, as its own coverage tells. */
async function filesOf(...args: string[]): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'printess-loaded-'));
  try {
    const env = { PATH: process.env['PATH'], NODE_V8_COVERAGE: folder };
    await promisify(execFile)(process.execPath, [BIN, ...args], { env }).catch(() => undefined);
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    return files
      .flatMap((text) => (JSON.parse(text) as { result: { url: string }[] }).result)
      .map(({ url }) => url)
      .filter((url) => url.startsWith('file:'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
const packagesOf = (files: string[]) =>
  new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));

describe('the command line loads what its command needs', () => {
  it('--help: five files of ours, and commander', async () => {
    const files = await filesOf('--help');
    expect([...packagesOf(files)]).toEqual(['commander']);
    expect(files.filter((file) => !file.includes('node_modules'))).toHaveLength(5);
    expect(files.length).toBeLessThanOrEqual(15);
  });

  it('what is loaded later has a name that stays, for a process under which the package is replaced', async () => {
    const folder = fileURLToPath(new URL('../../lib/cli/', import.meta.url));
    const names = (await readdir(folder)).filter((name) => name.endsWith('.js'));
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    const later = texts.flatMap((text) => [...text.matchAll(/import\("\.\/([^"]+)"\)/g)].map(([, name]) => name));
    expect(later).toContain('cli-output-explain.js');
    expect(later.filter((name = '') => !/^[a-z0-9-]+\.js$/.test(name))).toEqual([]);
  });

  it.each([['show', 'o-1'], ['list']])('%s: no worker, no server', async (...args) => {
    const packages = packagesOf(await filesOf(...args));
    for (const heavy of ['@temporalio/core-bridge', '@swc/core', 'webpack', 'express', 'prom-client'])
      expect([heavy, packages.has(heavy)]).toEqual([heavy, false]);
  });
});
