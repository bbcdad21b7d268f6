// Prepares a release in a clean checkout: version, changelog, histories, bill of materials, the three packages. It publishes
// nothing, and ends by printing what is left to be done. `npm run release -- 1.2.3 [--only-files]`
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { moveUnreleased } from './move-unreleased.mjs';

const [version = '', ...flags] = process.argv.slice(2);
const FOLDER = 'release';

function run(program, args, { env = {}, capture = false } = {}) {
  const stdio = ['ignore', capture ? 'pipe' : 'inherit', 'inherit'];
  const { status, stdout } = spawnSync(program, args, {
    stdio,
    env: { ...process.env, ...env },
    maxBuffer: 100_000_000,
  });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}`);
  return stdout?.toString() ?? '';
}

if (!/^\d+\.\d+\.\d+$/.test(version)) throw new Error('Name the version: npm run release -- 1.2.3');
if (run('git', ['status', '--porcelain'], { capture: true }).trim() !== '')
  throw new Error('There are changes that are not committed: commit them first.');
const manifest = JSON.parse(await readFile('package.json', 'utf8'));
if (manifest.version === version) throw new Error(`package.json is of version ${version} already.`);
if (manifest.publishConfig?.provenance && !manifest.repository)
  throw new Error(
    'Set "repository" in package.json, provenance needs it: npm takes a package only if that is where it was built from.',
  );

const changelog = await readFile('CHANGELOG.md', 'utf8');
await writeFile('CHANGELOG.md', moveUnreleased(changelog, version, new Date().toISOString().slice(0, 10)));
run('npm', ['version', version, '--no-git-tag-version', '--ignore-scripts']);

if (!flags.includes('--only-files')) {
  // What an earlier build has left behind would be packed too.
  await rm('lib', { recursive: true, force: true });
  run('npm', ['run', '--silent', 'build']);
  // What the paths of this release look like; every later one replays them.
  run('node', ['scripts/run-jest.mjs', 'test/workflows/production-order', '--selectProjects', 'integration'], {
    env: { RECORD_HISTORIES: '1' },
  });
  run('npm', ['run', '--silent', 'test:replay']);
}

await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER);
const sbom = run('npm', ['sbom', '--sbom-format', 'cyclonedx', '--omit', 'dev', '--package-lock-only'], {
  capture: true,
});
await writeFile(`${FOLDER}/${manifest.name}-${version}.cdx.json`, sbom);
const tarballs = run('node', ['scripts/pack.mjs', FOLDER], { capture: true }).trim().split('\n');

const left = [
  `git add --all && git commit --message "Release ${version}" && git tag --sign v${version} --message v${version}`,
  'git push --follow-tags',
  // From a CI that the registry trusts: a provenance statement says which commit the package was built from.
  ...tarballs.map((path) => `npm publish ${FOLDER}/${basename(path)} --provenance --access public`),
];
console.log(`Prepared ${version}. Read the diff; what is left:\n${left.map((line) => `  ${line}`).join('\n')}`);
