import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

// What a screen shows in somebody's first ten minutes: docs/first-ten-minutes.md is what comes of it.
// RECORD_SCREEN=1 writes the page again.

const root = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = join(root, 'docs/first-ten-minutes.md');

/** Another folder's worth of files, as `cat` would show them. */
const FILES: Record<string, unknown> = {
  'order.json': { orderId: '1001', items: [{ itemId: 'mug', templateName: 'poster', copies: 2 }] },
  'orders.json': ['1002', '1003', '1004'].map((orderId) => ({
    orderId,
    items: [{ itemId: 'card', templateName: orderId === '1003' ? 'fault:fail-render' : 'greeting-card' }],
  })),
  'wrong.json': [
    { orderId: '1005', items: [{ itemId: 'mug', templateName: 'poster', copies: 0 }] },
    { orderId: '1006' },
  ],
};

/** Lines that begin with # are said in between. */
const SCRIPT = `
# Everything on this machine, and a sample order:
printess-production dev --once --items 1
# Is this machine fit to start orders?
printess-production doctor --for client
# An order, once; and again, which is safe:
cat order.json
printess-production submit order.json --wait
printess-production submit order.json
# Printing it once more costs a credit, so it takes a yes; where nobody can be asked, it is --yes:
printess-production retry 1001 mug --reprint
# Several at once; one of them needs a person:
printess-production submit orders.json --wait
printess-production list --state attention
printess-production abandon 1003 card --reason "the customer called"
# What is wrong is said before anything starts:
printess-production submit wrong.json
printess-production show 1005
printess-production sumbit order.json
# For programs:
printess-production show 1001 --json | cut -c 1-90
printess-production show 1005 --json
`;

let world: ProcessWorld;
let folder: string;
let env: NodeJS.ProcessEnv;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-first-'));
  await mkdir(join(folder, 'bin'));
  await symlink(join(root, 'bin/printess-production.js'), join(folder, 'bin/printess-production'));
  for (const [name, content] of Object.entries(FILES)) await writeFile(join(folder, name), JSON.stringify(content));
  world = await startProcessWorld({ WEB_UI_URL: 'http://localhost:8233' });
  const { PATH = '' } = world.processes.env;
  env = { ...world.processes.env, PATH: [join(folder, 'bin'), PATH].join(delimiter) };
  await world.client.workflowService.updateNamespace({
    namespace: 'default',
    config: { workflowExecutionRetentionTtl: { seconds: (30 * 86_400) as never } },
  });
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the screen shows: standard output and error by one pipe, in the order of their writing. */
function onScreen(line: string, extra: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('bash', ['-c', `{ ${line}; } 2>&1`], {
    cwd: folder,
    env: { ...env, ...extra },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => (screen += chunk.toString()));
  return new Promise((resolve) => child.once('close', () => resolve(screen.trimEnd())));
}

/** What differs from run to run looks the same; what is seen in passing is left out. */
const steady = (screen: string): string =>
  screen
    .replaceAll(folder, '/home/ada/shop')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '2026-01-31T12:00:00.000Z')
    .replace(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, '2026-01-31 12:00 UTC')
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:8085')
    .replace(/sample-[a-z0-9]+/g, 'sample-m1kp3v')
    .replace(/_\d{8}T\d{9}_/g, '_20260131T120000000_')
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{16,}/g, '4f1c')
    .replace(/^ok( +)Node\.js( +)[\d.]+$/gm, 'ok$1Node.js$220.20.2')
    .split('\n')
    .filter((line) => !/^ {2}\S+: (sent|waiting|rendering)/.test(line))
    .join('\n');

it('is what docs/first-ten-minutes.md shows', async () => {
  const shown: string[] = [];
  const ofDev = { CALLBACK_PORT: '0', SANDBOX_PORT: '0', CALLBACK_BASE_URL: '', CALLBACK_KEYS: '', FILE_HOSTS: '' };
  for (const line of SCRIPT.trim().split('\n')) {
    if (line.startsWith('#')) {
      shown.push(`\n${line.slice(2)}\n`);
      continue;
    }
    const isDev = line.includes(' dev ');
    const screen = steady(await onScreen(line, isDev ? ofDev : {}));
    shown.push(['```console', `$ ${line}`, ...(screen ? [screen] : []), '```'].join('\n'));
    if (isDev) await world.startWorker();
  }
  const head = '# The first ten minutes\n\nWhat a screen shows. A test types these lines and compares what comes.\n';
  const page = `${head}${shown.join('\n')}\n`.replaceAll('```\n```console\n', '\n');
  if (process.env['RECORD_SCREEN']) await writeFile(PAGE, page);
  expect(page).toBe(await readFile(PAGE, 'utf8'));
});
