import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { hovers } from '../support/hovers.js';

// The packages as npm would publish them, unpacked into projects of other people; their other packages are this project's.
// `npm run packages` installs them as npm does.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const NAMES = ['printess-production', 'printess-production-client', 'printess-production-sandbox'];
let folder: string;
const installed = (project: string, name: string) => join(folder, project, 'node_modules', name);

beforeAll(async () => {
  await mkdir(join(root, '.printess'), { recursive: true });
  folder = await mkdtemp(join(root, '.printess/consumer-'));
  await run('node', [join(root, 'scripts/pack.mjs'), folder]);
  for (const tarball of (await readdir(folder)).filter((name) => name.endsWith('.tgz')))
    for (const project of ['esm', 'cjs']) {
      const target = installed(project, tarball.replace(/-\d.*$/, ''));
      await mkdir(target, { recursive: true });
      await run('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1']);
    }
  await writeFile(join(folder, 'esm', 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'cjs', 'package.json'), '{"type":"commonjs"}');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Manifest {
  version: string;
  dependencies: Record<string, string>;
  peerDependencies: Record<string, string>;
  scripts?: object;
}
const manifest = async (name: string) =>
  JSON.parse(await readFile(join(installed('esm', name), 'package.json'), 'utf8')) as Manifest;

describe('the packed packages', () => {
  it.each(NAMES)('%s has no fault that publint knows', async (name) => {
    const { messages, pkg } = await publint({ pkgDir: installed('esm', name), strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('bring what they import, and no more: no Temporal with the sandbox, and of it a peer with the client', async () => {
    const [main, client, sandbox] = await Promise.all([
      manifest('printess-production'),
      manifest('printess-production-client'),
      manifest('printess-production-sandbox'),
    ]);
    expect(client).toMatchObject({ version: main.version, dependencies: { zod: main.dependencies['zod'] } });
    expect(Object.keys(client.dependencies)).toEqual(['zod']);
    expect(Object.keys(client.peerDependencies)).toEqual(['@temporalio/client', 'https-proxy-agent', 'proxy-from-env']);
    expect(client.peerDependencies).toMatchObject({
      '@temporalio/client': main.peerDependencies['@temporalio/client'],
    });
    expect(Object.keys(sandbox.dependencies)).toEqual(['@cantoo/pdf-lib', 'express', 'jpeg-js', 'pngjs', 'zod']);
    expect(Object.keys(sandbox.peerDependencies)).toEqual(['swagger-ui-dist']);
    for (const { scripts = {} } of [client, sandbox]) expect(scripts).toEqual({});
  });

  it('know each other’s errors, the imported, the required, and those of the main package', async () => {
    const code = `
      import { createRequire } from 'node:module';
      import * as imported from 'printess-production-client';
      import * as main from 'printess-production/client';
      import * as whole from 'printess-production';
      const required = createRequire(import.meta.url)('printess-production-client');
      const copies = [imported, required, main, whole];
      const error = new required.OrderConflictError('1', ['items']);
      console.log(new Set(copies.slice(0, 3).map((copy) => copy.OrderConflictError)).size);
      for (const { OrderConflictError, PrintessProductionError, OrderNotFoundError } of copies)
        console.log(error instanceof OrderConflictError, error instanceof PrintessProductionError, error instanceof OrderNotFoundError, new Error('x') instanceof PrintessProductionError);`;
    await writeFile(join(folder, 'esm', 'errors.js'), code);
    const { stdout } = await run('node', ['errors.js'], { cwd: join(folder, 'esm') });
    expect(stdout).toBe(`3\n${'true true false false\n'.repeat(4)}`);
  });

  it('are used by CommonJS shops as the page says: in Node.js, TypeScript and Jest with its default settings', async () => {
    const page = await readFile(join(root, 'docs/commonjs.md'), 'utf8');
    const [node = '', typed = '', tested = ''] = [...page.matchAll(/```(?:js|ts)\n(.*?)```/gs)].map(([, code]) => code);
    const cwd = join(folder, 'cjs');
    await writeFile(join(cwd, 'node.js'), node);
    expect((await run('node', ['node.js'], { cwd })).stdout).toBe('function\n');

    await writeFile(join(cwd, 'typed.ts'), typed);
    const flags = ['--noEmit', '--ignoreConfig', '--strict', '--target', 'es2022', '--skipLibCheck', '--types', 'node'];
    const old = ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'];
    for (const resolution of [old, ['--module', 'node16']]) {
      const args = [join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...resolution, 'typed.ts'];
      await expect(run('node', args, { cwd })).resolves.toMatchObject({ stdout: '' });
    }

    await writeFile(join(cwd, 'shop.test.js'), tested);
    await writeFile(join(cwd, 'jest.config.js'), 'module.exports = {};');
    const { NODE_OPTIONS, ...env } = process.env;
    const jest = [join(root, 'node_modules/jest/bin/jest.js'), '--rootDir', cwd];
    expect((await run('node', jest, { cwd, env })).stderr).toMatch(/Tests: +1 passed, 1 total/);
  });

  it('have a sentence in the editor for each field', () => {
    const head = `
import type { OrderView } from 'printess-production-client';
import { createClient } from 'printess-production/client';
declare const view: OrderView;
const submit = createClient({} as never).submit;
const order: Parameters<typeof submit>[0] = { orderId: '1', items: [] };`;
    const fields = ['view.items[0]!.attention!.since', 'order.items[0]!.templateName', 'order.policy!.settleTime'];
    expect(hovers(join(folder, 'esm', 'editor.ts'), head, fields)).toEqual([
      'Since when the item waits, in ISO 8601.',
      expect.stringContaining('save token'),
      expect.stringContaining('list of orders'),
    ]);
  });

  it('have a command line that works where it is installed, and a workflow bundle', async () => {
    const main = installed('esm', 'printess-production');
    const { stdout } = await run('node', [join(main, 'bin/printess-production.js'), '--help']);
    expect(stdout).toContain('doctor');
    expect(await readdir(join(main, 'lib'))).toContain('workflow-bundle.js');
  });
});
