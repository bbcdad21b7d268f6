import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';

// printess-production/testing, by the page about it, in a project of somebody else's.

const root = fileURLToPath(new URL('../../', import.meta.url));
let project: string;
beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'printess-shop-'));
  await mkdir(join(project, 'node_modules', '@jest'), { recursive: true });
  await symlink(root, join(project, 'node_modules', 'printess-production'));
  await symlink(join(root, 'node_modules', '@jest', 'globals'), join(project, 'node_modules', '@jest', 'globals'));
  await writeFile(join(project, 'package.json'), '{}');
  await writeFile(join(project, 'jest.config.mjs'), `export default { testMatch: ['**/*.test.mjs'], transform: {} };`);
});
afterAll(() => rm(project, { recursive: true, force: true }));

it('the examples of docs/testing-a-shop.md and of the README run as they are printed', async () => {
  for (const page of ['docs/testing-a-shop.md', 'README.md']) {
    const [, code = ''] = /^```js\n(.*?)^```$/ms.exec(await readFile(join(root, page), 'utf8')) ?? [];
    await writeFile(join(project, `${basename(page, '.md')}.test.mjs`), code);
  }
  const jest = ['--experimental-vm-modules', join(root, 'node_modules/jest/bin/jest.js'), '--rootDir', project];
  const { stderr } = await promisify(execFile)(process.execPath, jest, { cwd: project });
  expect(stderr).toMatch(/^Tests: +4 passed, 4 total$/m);
});
