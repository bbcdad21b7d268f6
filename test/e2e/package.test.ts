import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

// The package as npm would publish it, unpacked into projects of other people; their other packages are this project's.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;

beforeAll(async () => {
  await mkdir(join(root, '.printess'), { recursive: true });
  folder = await mkdtemp(join(root, '.printess/consumer-'));
  await run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder], { cwd: root });
  const [tarball = ''] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
  for (const project of ['esm', 'cjs']) {
    const target = join(folder, project, 'node_modules', 'printess-production');
    await mkdir(target, { recursive: true });
    await run('tar', ['-xzf', join(folder, tarball), '-C', target, '--strip-components=1']);
  }
  await writeFile(join(folder, 'esm', 'package.json'), '{"type":"module"}');
  await writeFile(join(folder, 'cjs', 'package.json'), '{"type":"commonjs"}');
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A shop's program, in TypeScript; the second line is wrong on purpose where the types are right. */
const SHOP = `
import { Client } from '@temporalio/client';
import { createClient, OrderConflictError, type OrderView } from 'printess-production/client';
import { startSandbox } from 'printess-production/sandbox';

async function shop(temporal: Client): Promise<OrderView> {
  const production = createClient(temporal, { shop: 'north', events: true });
  try {
    await production.submit({ orderId: '1', items: [{ itemId: 'a', templateName: 't', copies: 2 }] });
  } catch (error) {
    if (error instanceof OrderConflictError) console.log(error.fields.join());
  }
  for await (const view of production.watch('1')) console.log(view.state, view.items[0]?.files?.[0]?.url);
  // @ts-expect-error -- a copy is a number
  await production.submit({ orderId: '1', items: [{ itemId: 'a', templateName: 't', copies: 'two' }] });
  // @ts-expect-error -- there is no such state
  for await (const order of production.list({ state: 'lost' })) console.log(order.orderId);
  return production.wait('1');
}
console.log(typeof shop, typeof startSandbox);
`;

describe('the packed package', () => {
  it('has no fault that publint knows', async () => {
    const pkgDir = join(folder, 'esm', 'node_modules', 'printess-production');
    const { messages, pkg } = await publint({ pkgDir, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it('is typed, and its types refuse what is wrong, in ESM and CommonJS projects', async () => {
    for (const project of ['esm', 'cjs']) {
      await writeFile(join(folder, project, 'shop.ts'), SHOP);
      const flags = [
        '--noEmit',
        '--ignoreConfig',
        '--strict',
        '--module',
        'nodenext',
        '--target',
        'es2022',
        '--skipLibCheck',
      ];
      const checked = run(
        'node',
        [join(root, 'node_modules/typescript/bin/tsc'), ...flags, '--types', 'node', 'shop.ts'],
        {
          cwd: join(folder, project),
        },
      );
      await expect(checked).resolves.toMatchObject({ stdout: '' });
    }
  }, 120_000);

  it('is imported by an ESM project, and required by a CommonJS one', async () => {
    const use = 'new Set([typeof createClient, typeof startSandbox, typeof OrderConflictError])';
    const esm = `import { createClient, OrderConflictError } from 'printess-production/client';
      import { startSandbox } from 'printess-production/sandbox';
      import { createRequire } from 'node:module';
      console.log([...${use}].join(), createRequire(import.meta.url)('printess-production/package.json').name);`;
    const cjs = `const { createClient, OrderConflictError } = require('printess-production/client');
      const { startSandbox } = require('printess-production/sandbox');
      console.log([...${use}].join(), require('printess-production/package.json').name);`;
    for (const [project, code] of [
      ['esm', esm],
      ['cjs', cjs],
    ] as const) {
      await writeFile(join(folder, project, 'use.js'), code);
      const { stdout } = await run('node', ['use.js'], { cwd: join(folder, project) });
      expect([project, stdout.trim()]).toEqual([project, 'function printess-production']);
    }
  });

  it('is used by CommonJS shops as the page says: in Node.js, TypeScript with node16, and Jest', async () => {
    const page = await readFile(join(root, 'docs/commonjs.md'), 'utf8');
    const [node = '', typed = '', tested = ''] = [...page.matchAll(/```(?:js|ts)\n(.*?)```/gs)].map(([, code]) => code);
    const cwd = join(folder, 'cjs');
    await writeFile(join(cwd, 'node.js'), node);
    expect((await run('node', ['node.js'], { cwd })).stdout).toBe('function\n');

    const tsc = join(root, 'node_modules/typescript/bin/tsc');
    const flags = [
      '--noEmit',
      '--ignoreConfig',
      '--strict',
      '--module',
      'node16',
      '--target',
      'es2022',
      '--skipLibCheck',
    ];
    const check = (file: string) => run('node', [tsc, ...flags, '--types', 'node', file], { cwd });
    await writeFile(join(cwd, 'typed.ts'), typed);
    await expect(check('typed.ts')).resolves.toMatchObject({ stdout: '' });
    await writeFile(join(cwd, 'static.ts'), "import { createClient } from 'printess-production/client'; createClient;");
    await expect(check('static.ts')).rejects.toMatchObject({ stdout: expect.stringContaining('TS1479') });

    await writeFile(join(cwd, 'shop.test.js'), tested);
    await writeFile(join(cwd, 'jest.config.js'), 'module.exports = { modulePathIgnorePatterns: [] };');
    const jest = ['--experimental-vm-modules', join(root, 'node_modules/jest/bin/jest.js'), '--rootDir', cwd];
    expect((await run('node', jest, { cwd })).stderr).toMatch(/Tests: +1 passed, 1 total/);
  }, 120_000);

  it('has a command line that works where it is installed, and a workflow bundle', async () => {
    const installed = join(folder, 'esm', 'node_modules', 'printess-production');
    const { stdout } = await run('node', [join(installed, 'bin/printess-production.js'), '--help']);
    expect(stdout).toContain('doctor');
    expect(await readdir(join(installed, 'lib'))).toContain('workflow-bundle.js');
  });
});
