import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { codeBlocks } from '../support/code-blocks.js';
import { until } from '../support/until.js';
import { SECRET, startProcessWorld, TOKEN, type ProcessWorld } from '../support/with-processes.js';

// A stranger's way from a clone to worker and server, by the commands that docs/deploy.md prints below "With systemd" and
// the units that it names. Where no systemd is, their settings are read here as systemd would.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));
const OPT = '/opt/printess-production';
const ETC = '/etc/printess-production';

let folder: string;
let world: ProcessWorld;
const children: ChildProcess[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-stranger-'));
  world = await startProcessWorld();
});
afterAll(async () => {
  for (const child of children) child.kill('SIGKILL');
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const here = (text: string) => text.replaceAll(OPT, join(folder, 'opt')).replaceAll(ETC, join(folder, 'etc'));
// npm takes what it has seen before without asking the registry again.
const bare = { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', npm_config_prefer_offline: 'true' };
const sh = (script: string, extra: Record<string, string> = {}) =>
  run('sh', ['-ec', here(script)], {
    cwd: join(folder, 'opt'),
    env: { ...bare, ...extra },
    maxBuffer: 50_000_000,
  });

/** What systemd makes of a unit: its command with its environment, the files of its credentials in a folder of their own. */
async function startUnit(part: string): Promise<ChildProcess> {
  const unit = here(await readFile(join(folder, `opt/deploy/systemd/printess-production-${part}.service`), 'utf8'));
  const all = (name: string) => [...unit.matchAll(new RegExp(`^${name}=(.*)$`, 'gm'))].map(([, value = '']) => value);
  const credentials = await mkdtemp(join(folder, 'credentials-'));
  for (const credential of all('LoadCredential')) {
    const [name = '', source = ''] = credential.split(':');
    await writeFile(join(credentials, name), await readFile(source));
  }
  const file = await readFile(all('EnvironmentFile')[0] ?? '', 'utf8');
  const lines = [
    ...file.split('\n').filter(Boolean),
    ...all('Environment').map((line) => line.replaceAll('%d', credentials)),
  ];
  const env = Object.fromEntries(lines.map((line) => line.split(/=(.*)/s).slice(0, 2) as [string, string]));
  const [, ...args] = (all('ExecStart')[0] ?? '').split(' ');
  const child = spawn(process.execPath, args, {
    cwd: all('WorkingDirectory')[0],
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  return child;
}

const said = (child: ChildProcess) => {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return () => text;
};

it('a stranger gets from a clone to a worker and a server that produce an order, and stops them in time', async () => {
  const page = join(root, 'docs/deploy.md');
  const [clone = '', , setup = '', , doctor = ''] = await codeBlocks(page, 'With systemd', 'sh');
  const [settings = ''] = await codeBlocks(page, 'With systemd', 'ini');
  await mkdir(join(folder, 'opt'));
  await sh(clone, { REPOSITORY: root });

  // The page's settings, with this world's addresses.
  const own: Record<string, string> = {
    TEMPORAL_ADDRESS: world.address,
    CALLBACK_BASE_URL: `http://127.0.0.1:${new URL(world.sandboxUrl).port}`,
  };
  await mkdir(join(folder, 'etc'));
  const given = settings.replace(/^(\w+)=.*$/gm, (line, name: string) => (own[name] ? `${name}=${own[name]}` : line));
  for (const name of Object.keys(own)) expect(settings).toContain(`${name}=`);
  const ports = 'CALLBACK_PORT=0\nORDERS_API_PORT=0\nOPS_PORT=0\nWORKER_OPS_PORT=0\n';
  const sandbox = `PRINTESS_API_URL=${world.sandboxUrl}\nPRINTESS_STATUS_CHECKS=1s\nPRINTESS_SETTLE_TIME=1s\n`;
  await writeFile(join(folder, 'etc/environment'), `${given}${ports}${sandbox}`);
  for (const [name, secret] of [
    ['printess-service-token', TOKEN],
    ['callback-keys', `k1:${SECRET}`],
    ['orders-api-keys', `default:${SECRET}`],
  ] as const)
    await writeFile(join(folder, 'etc', name), secret);

  expect((await sh(setup)).stderr).toContain('search attributes');
  const [worker, server] = [await startUnit('worker'), await startUnit('server')];
  const texts = [said(worker), said(server)];
  await until(`both to be ready: ${texts.map((text) => text()).join()}`, () =>
    texts.every((text) => /Worker runs|Callbacks on port/.test(text())),
  );
  // It ends with 1: the endpoint cannot be reached at the address that Printess would use.
  const settingsOf = `set -a; . ${ETC}/environment; set +a`;
  const { stdout: findings } = await sh(`${settingsOf}; ${doctor.trim()} || true`);
  expect(findings).toMatch(/^ok +token of default/m);
  expect(findings).toMatch(/^ok +search attributes/m);
  const order = { orderId: 'stranger', items: [{ itemId: 'mug', templateName: 'poster' }] };
  await writeFile(join(folder, 'order.json'), JSON.stringify(order));
  const bin = join(OPT, 'bin/printess-production.js');
  const { stdout } = await sh(`${settingsOf}; node ${bin} submit ${join(folder, 'order.json')} --wait --json`);
  expect(JSON.parse(stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ orderId: 'stranger', state: 'produced' });

  const ends = [worker, server].map((child) => new Promise((resolve) => child.once('exit', resolve)));
  for (const child of [worker, server]) child.kill('SIGTERM');
  expect(await Promise.all(ends)).toEqual([0, 0]);
}, 1_800_000);
