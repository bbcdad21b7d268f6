// Installs the packed packages into bare projects, as their users would, runs them there, and holds the table of
// docs/packages.md to what it finds; `--write` writes it. Versions are those of this project's lock file.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { packAll, PACKAGES } from './pack.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const PAGE = join(root, 'docs/packages.md');
/** Other systems have other native packages. */
const TOLERANCE = 0.1;

const COLUMNS = [
  'package',
  'MB',
  'packages',
  '`import`',
  '`require`',
  'Jest as it is',
  'TypeScript `moduleResolution`',
  'with install scripts',
];

/** What a project does with the client, in any kind of module. */
const useClient = `
const production = createClient(new Client({ connection: Connection.lazy() }));
const refused = production.submit({ orderId: '1', items: [] }).catch((error) => error);`;
const PRODUCED = '200 1 501 Swagger UI is not installed here';
/** And with the sandbox: one job, paid once; Swagger UI is not there. */
const useSandbox = `
async function produce() {
  const sandbox = await startSandbox();
  const response = await fetch(sandbox.url + '/production/produce', {
    method: 'POST',
    headers: { authorization: 'Bearer ' + sandbox.token, 'content-type': 'application/json' },
    body: JSON.stringify({ templateName: 'poster', origin: 'bare' }),
  });
  const comfort = await fetch(sandbox.url + '/swagger/');
  await sandbox.close();
  return [response.status, sandbox.ledger.accepted.length, comfort.status, (await comfort.text()).slice(0, 32)].join(' ');
}`;

/** A shop's program in TypeScript; what is wrong in it is wrong on purpose. */
const TYPED = {
  client: (from) => `
import { Client } from '@temporalio/client';
import { createClient, OrderConflictError, PrintessProductionError, TASK_QUEUES, type OrderView } from '${from}';
export async function shop(temporal: Client): Promise<OrderView> {
  const production = createClient(temporal, { shop: 'north', events: true });
  try {
    await production.submit({ orderId: '1', items: [{ itemId: 'a', templateName: 't', copies: 2 }] });
  } catch (error) {
    if (error instanceof OrderConflictError) console.log(error.fields.join(), error.code === 'order-conflict');
    else if (error instanceof PrintessProductionError) console.log(error.code, TASK_QUEUES.production);
  }
  for await (const view of production.watch('1')) console.log(view.state, view.items[0]?.files?.[0]?.url);
  // @ts-expect-error -- a copy is a number
  await production.submit({ orderId: '1', items: [{ itemId: 'a', templateName: 't', copies: 'two' }] });
  // @ts-expect-error -- there is no such state
  for await (const order of production.list({ state: 'lost' })) console.log(order.orderId);
  return production.wait('1');
}`,
  sandbox: (from) => `
import { startSandbox, type Sandbox } from '${from}';
export const sandbox = (): Promise<Sandbox> => startSandbox({ renderMs: 10 });
// @ts-expect-error -- a time is a number
export const wrong = () => startSandbox({ renderMs: 'soon' });`,
};

/** How each project is compiled: as its tsconfig would have it. Both kinds of modules where the kind matters. */
const RESOLUTIONS = {
  node: {
    flags: ['--module', 'commonjs', '--moduleResolution', 'node10', '--ignoreDeprecations', '6.0'],
    files: ['shop.ts'],
  },
  node16: { flags: ['--module', 'node16'], files: ['shop.ts', 'shop.mts'] },
  nodenext: { flags: ['--module', 'nodenext'], files: ['shop.ts', 'shop.mts'] },
  bundler: { flags: ['--module', 'esnext', '--moduleResolution', 'bundler'], files: ['shop.ts'] },
};

const parts = { client: 'printess-production-client', sandbox: 'printess-production-sandbox' };
const PROJECTS = {
  client: { name: PACKAGES.client.name, uses: { client: parts.client } },
  sandbox: { name: PACKAGES.sandbox.name, uses: { sandbox: parts.sandbox } },
  main: {
    name: 'printess-production',
    uses: { client: 'printess-production/client', sandbox: 'printess-production/sandbox' },
  },
};

function run(program, args, cwd) {
  try {
    return execFileSync(program, args, {
      cwd,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
    });
  } catch (error) {
    throw new Error(`${[program, ...args].join(' ')} in ${cwd}:\n${error.stdout ?? ''}${error.stderr ?? ''}`, {
      cause: error,
    });
  }
}

/** Without what the npm or Jest that runs this script says to its own children. */
const environment = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(npm_|NODE_OPTIONS$)/i.test(name)));

function install(folder, tarball) {
  const manifest = { private: true, dependencies: { [`${nameOf(tarball)}`]: `file:${tarball}` } };
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  lock.packages[''] = {};
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  const args = ['install', '--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, folder);
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'));
  return {
    megabytes: bytesOf(join(folder, 'node_modules')) / 1e6,
    packages: Object.keys(packages).length,
    scripts: Object.entries(packages).flatMap(([path, { hasInstallScript }]) =>
      hasInstallScript ? [path.replace(/^.*node_modules\//, '')] : [],
    ),
  };
}

const nameOf = (tarball) => /([^/\\]+)-\d+\.\d+\.\d+[^/\\]*\.tgz$/.exec(tarball)[1];

const bytesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).reduce(
    (sum, entry) => sum + (entry.isFile() ? statSync(join(entry.parentPath, entry.name)).size : 0),
    0,
  );

function check(folder, { uses }) {
  const imports = (load) =>
    [
      uses.client && [
        load('Client, Connection', '@temporalio/client'),
        load('createClient, InvalidOrderError', uses.client),
        useClient,
      ],
      uses.sandbox && [load('startSandbox', uses.sandbox), useSandbox],
    ]
      .flat()
      .filter(Boolean)
      .join('\n');
  const says = [
    uses.client && 'console.log((await refused) instanceof InvalidOrderError);',
    uses.sandbox && 'console.log(await produce());',
  ].filter(Boolean);
  const expected = [uses.client && 'true\n', uses.sandbox && `${PRODUCED}\n`].filter(Boolean).join('');
  const asEsm = imports((names, from) => `import { ${names} } from '${from}';`);
  const asCjs = imports((names, from) => `const { ${names} } = require('${from}');`);
  writeFileSync(join(folder, 'use.mjs'), `${asEsm}\n${says.join('\n')}`);
  writeFileSync(join(folder, 'use.cjs'), `${asCjs}\n(async () => { ${says.join(' ')} })();`);
  for (const file of ['use.mjs', 'use.cjs']) equal(run(process.execPath, [file], folder), expected, file);

  const tests = [
    uses.client && `test('client', async () => expect(await refused).toBeInstanceOf(InvalidOrderError));`,
    uses.sandbox && `test('sandbox', async () => expect(await produce()).toBe('${PRODUCED}'));`,
  ].filter(Boolean);
  writeFileSync(join(folder, 'shop.test.js'), `${asCjs}\n${tests.join('\n')}`);
  run(process.execPath, [join(root, 'node_modules/jest/bin/jest.js'), '--rootDir', folder], folder);

  const typed = Object.entries(uses).map(([part, from]) => TYPED[part](from));
  for (const file of ['shop.ts', 'shop.mts']) writeFileSync(join(folder, file), typed.join('\n'));
  const flags = ['--noEmit', '--ignoreConfig', '--strict', '--target', 'es2022', '--skipLibCheck', '--types', 'node'];
  const roots = ['--typeRoots', join(root, 'node_modules/@types')];
  for (const { flags: own, files } of Object.values(RESOLUTIONS))
    run(
      process.execPath,
      [join(root, 'node_modules/typescript/bin/tsc'), ...flags, ...roots, ...own, ...files],
      folder,
    );
}

function equal(found, expected, what) {
  if (found !== expected)
    throw new Error(`${what} printed ${JSON.stringify(found)} and not ${JSON.stringify(expected)}`);
}

function rowOf({ name }, { megabytes, packages, scripts }) {
  const works = ['yes', 'yes', 'yes', Object.keys(RESOLUTIONS).join(', ')];
  return [
    `\`${name}\``,
    String(Math.round(megabytes)),
    String(packages),
    ...works,
    scripts.sort().join(', ') || 'none',
  ];
}

const cells = (line) =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
const TABLE = /^\| package .*\n(?:\|.*\n)+/m;

function compare(rows) {
  const [, , ...told] = (TABLE.exec(readFileSync(PAGE, 'utf8'))?.[0] ?? '').trim().split('\n').map(cells);
  const isNear = (a, b) => a === b || Math.abs(Number(a) - Number(b)) <= TOLERANCE * Number(b);
  const same = rows.every((row, at) => row.every((cell, column) => isNear(cell, told[at]?.[column])));
  if (!same)
    throw new Error('docs/packages.md has another table. If that is meant, run "npm run packages -- --write".');
}

const folder = mkdtempSync(join(tmpdir(), 'printess-bare-'));
try {
  const tarballs = packAll(folder);
  const rows = Object.entries(PROJECTS).map(([part, project]) => {
    const place = join(folder, part);
    const installed = install(place, tarballs[part]);
    check(place, project);
    if (part === 'main')
      run(process.execPath, ['node_modules/printess-production/bin/printess-production.js', '--help'], place);
    return rowOf(project, installed);
  });
  const lines = [COLUMNS, COLUMNS.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`);
  const table = `${lines.join('\n')}\n`;
  console.log(table);
  if (process.argv.includes('--write')) {
    const page = readFileSync(PAGE, 'utf8').replace(TABLE, table);
    writeFileSync(PAGE, await format(page, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
  } else compare(rows);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
