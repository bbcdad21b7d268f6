import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

// `npm run release` in a clone: all but the build and the recording of histories, which are tested where they belong.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
let clone: string;
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'printess-release-'));
  await run('git', ['clone', '--quiet', root, clone]);
  await cp(join(root, 'lib'), join(clone, 'lib'), { recursive: true });
  await symlink(join(root, 'node_modules'), join(clone, 'node_modules'));
});
afterAll(() => rm(clone, { recursive: true, force: true }));

const read = (path: string) => readFile(join(clone, path), 'utf8');
const release = (...args: string[]) => run('node', ['scripts/release.mjs', ...args, '--only-files'], { cwd: clone });

const REPOSITORY = 'git+https://git.example.com/print/shop.git';
/** Says where the sources lie, as whoever publishes has to; or does not. */
async function nameRepository(repository: string | undefined): Promise<void> {
  const manifest = JSON.parse(await read('package.json')) as object;
  await writeFile(join(clone, 'package.json'), `${JSON.stringify({ ...manifest, repository }, null, 2)}\n`);
  const author = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@example.com'];
  const commit = ['commit', '--quiet', '--all', '--allow-empty', '--message', 'Name the repository'];
  await run('git', [...author, ...commit], { cwd: clone });
}

it('a release is refused, and nothing changed, where its provenance could not be proved: no repository is named', async () => {
  await nameRepository(undefined);
  await expect(release('99.0.0')).rejects.toThrow('Set "repository" in package.json, provenance needs it');
  expect((await run('git', ['status', '--porcelain'], { cwd: clone })).stdout).toBe('');
});

it('a release is prepared: version, changelog, bill of materials, packages with notices, and what is left to do', async () => {
  await nameRepository(REPOSITORY);
  // Of whoever runs compose.yaml, or an example, in this checkout: git ignores them.
  for (const file of ['deploy/docker/secrets/callback-keys', 'examples/.printess/callback-keys', 'examples/php/.env']) {
    await mkdir(dirname(join(clone, file)), { recursive: true });
    await writeFile(join(clone, file), 'k1:secret');
  }
  await expect(release('one')).rejects.toThrow('Name the version');
  const { stdout } = await release('99.0.0');
  for (const name of ['printess-production', 'printess-production-client', 'printess-production-sandbox']) {
    const file = `release/${name}-99.0.0.tgz`;
    expect(stdout).toContain(`npm publish ${file} --provenance`);
    const packed = await run('tar', ['-xzOf', join(clone, file), 'package/package.json']);
    expect(JSON.parse(packed.stdout)).toMatchObject({ name, version: '99.0.0', repository: REPOSITORY });
  }

  for (const file of ['package.json', 'package-lock.json'])
    expect(JSON.parse(await read(file))).toMatchObject({ version: '99.0.0' });
  expect(await read('CHANGELOG.md')).toMatch(/^## Unreleased\n\n## 99\.0\.0 \(\d{4}-\d\d-\d\d\)\n/m);

  const sbom = JSON.parse(await read('release/printess-production-99.0.0.cdx.json')) as {
    bomFormat: string;
    components: { name: string; purl: string }[];
  };
  const names = sbom.components.map(({ name }) => name);
  expect([sbom.bomFormat, names.includes('zod'), names.includes('jest')]).toEqual(['CycloneDX', true, false]);

  const { stdout: packed } = await run('tar', ['-tzf', join(clone, 'release/printess-production-99.0.0.tgz')]);
  for (const file of ['lib/workflow-bundle.js', 'lib/THIRD-PARTY-NOTICES.txt', 'llms.txt', 'docs/upgrade.md'])
    expect(packed).toContain(`package/${file}\n`);
  expect(packed).not.toMatch(/secrets\/|\.printess|\.env$/m);
  const { stdout: notices } = await run('tar', [
    ...['-xzOf', join(clone, 'release/printess-production-99.0.0.tgz'), 'package/lib/THIRD-PARTY-NOTICES.txt'],
  ]);
  for (const name of ['zod', '@temporalio/workflow', '@temporalio/common'])
    expect(notices).toMatch(new RegExp(`^${name} \\d+\\.\\d+\\.\\d+: MIT\\n\\n[^]*Permission is hereby granted`, 'm'));

  // What has been prepared is not committed: a second one is refused.
  await expect(release('99.0.1')).rejects.toThrow('commit them first');
});
