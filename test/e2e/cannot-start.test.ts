import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../../src/temporal-server/index.js';
import { createProcesses, type Ran } from '../support/processes.js';
import { startNamespaces, type Namespaces } from '../support/with-namespaces.js';

// Whatever keeps a process from starting is one sentence; then it ends, soon, and not with 0.

/** A process that has begun to end is ended after three seconds; a silent Temporal is waited for five. */
const SECONDS = 20;

let temporal: Namespaces;
let processes: ReturnType<typeof createProcesses>;
/** A port that is taken, by a peer that takes connections and says nothing. */
let taken: number;
let silent: Server;
const sockets = new Set<Socket>();
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-cannot-start-'));
  temporal = await startNamespaces();
  silent = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  taken = (silent.address() as AddressInfo).port;
  processes = createProcesses({
    TEMPORAL_ADDRESS: temporal.address,
    PRINTESS_SERVICE_TOKEN: 'token',
    CALLBACK_BASE_URL: 'https://print.example.com',
    CALLBACK_HOST: '127.0.0.1',
    CALLBACK_PORT: '0',
    CALLBACK_KEYS: `e2e:${'e'.repeat(40)}`,
    ORDERS_API_KEYS: `default:${'k'.repeat(40)}`,
    ORDERS_API_PORT: '0',
    OPS_PORT: '0',
    WORKER_OPS_PORT: '0',
    SANDBOX_PORT: '0',
  });
});
afterAll(async () => {
  await processes.endAll();
  for (const socket of sockets) socket.destroy();
  silent.close();
  await temporal.stop();
});

/** Runs it to its end, within the time that it is given. */
async function failing(args: string[], env: NodeJS.ProcessEnv): Promise<Ran> {
  const started = performance.now();
  const ran = await processes.run(args, env, undefined, { cwd: folder, killAfterMs: SECONDS * 1_000 });
  expect((performance.now() - started) / 1_000).toBeLessThan(SECONDS);
  return ran;
}

const inUse = (variable: string) =>
  new RegExp(
    `^Cannot listen on 127\\.0\\.0\\.1:\\d+: it is in use: stop what listens there, or set ${variable} to another port\\.$`,
  );
const UNKNOWN =
  /^Temporal has no namespace nowhere: set TEMPORAL_NAMESPACE, or run "temporal operator namespace create/;

type Case = [what: string, code: number, env: () => NodeJS.ProcessEnv, sentence: RegExp];

const COMMON: Case[] = [
  ['a namespace that there is not', 3, () => ({ TEMPORAL_NAMESPACE: 'nowhere' }), UNKNOWN],
  [
    'a Temporal that nobody listens for',
    3,
    () => ({ TEMPORAL_ADDRESS: '127.0.0.1:1' }),
    /^Temporal does not answer at 127\.0\.0\.1:1 \(namespace default\)\. Reason: nothing listens there /,
  ],
  [
    'a Temporal that says nothing',
    3,
    () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${taken}` }),
    /^Temporal does not answer at 127\.0\.0\.1:\d+ \(namespace default\)\./,
  ],
];

const CASES: Record<string, Case[]> = {
  worker: [
    ['a health port that is taken', 1, () => ({ WORKER_OPS_PORT: String(taken) }), inUse('WORKER_OPS_PORT')],
    ...COMMON,
    [
      'a token file that cannot be read',
      2,
      () => ({ PRINTESS_SERVICE_TOKEN: '', PRINTESS_SERVICE_TOKEN_FILE: join(folder, 'none') }),
      /^ {2}PRINTESS_SERVICE_TOKEN_FILE: the file \S+none cannot be read$/,
    ],
    [
      'a misspelt variable',
      2,
      () => ({ PRINTESS_SETLE_TIME: '5s' }),
      /^ {2}PRINTESS_SETLE_TIME: there is no such variable; did you mean PRINTESS_SETTLE_TIME\?$/,
    ],
    [
      'half of a deployment version',
      1,
      () => ({ TEMPORAL_DEPLOYMENT_NAME: 'print', TEMPORAL_WORKER_BUILD_ID: '' }),
      /^Set both TEMPORAL_DEPLOYMENT_NAME and TEMPORAL_WORKER_BUILD_ID, or neither\.$/,
    ],
  ],
  server: [
    ['a callback port that is taken', 1, () => ({ CALLBACK_PORT: String(taken) }), inUse('CALLBACK_PORT')],
    ['an API port that is taken', 1, () => ({ ORDERS_API_PORT: String(taken) }), inUse('ORDERS_API_PORT')],
    ['a health port that is taken', 1, () => ({ OPS_PORT: String(taken) }), inUse('OPS_PORT')],
    ...COMMON,
    [
      'a file of keys that cannot be read',
      2,
      () => ({ CALLBACK_KEYS: '', CALLBACK_KEYS_FILE: folder }),
      /^ {2}CALLBACK_KEYS_FILE: the file \S+ cannot be read$/,
    ],
  ],
  sandbox: [
    [
      'a port that is taken',
      1,
      () => ({ SANDBOX_PORT: String(taken) }),
      /^The sandbox cannot listen on 127\.0\.0\.1:\d+: it is in use: stop what listens there, or set SANDBOX_PORT\.$/,
    ],
    [
      'a file that is not its own',
      1,
      () => ({ SANDBOX_FILE: join(folder, 'notes.txt') }),
      /^The sandbox cannot read line 1 of \S+notes\.txt: set SANDBOX_FILE to another file\.$/,
    ],
    [
      'an address that is not of this machine',
      1,
      () => ({ SANDBOX_HOST: '2001:db8::1' }),
      /^The sandbox cannot listen on \[2001:db8::1\]:0: .*, or set SANDBOX_PORT\.$/,
    ],
  ],
  dev: [
    [
      'a sandbox’s port that is taken',
      1,
      () => ({ SANDBOX_PORT: String(taken) }),
      /^The sandbox cannot listen on 127\.0\.0\.1:\d+: it is in use/,
    ],
    ['a callback port that is taken', 1, () => ({ CALLBACK_PORT: String(taken) }), inUse('CALLBACK_PORT')],
    ['a health port that is taken', 1, () => ({ OPS_PORT: String(taken) }), inUse('OPS_PORT')],
    ...COMMON,
  ],
};

describe.each(Object.entries(CASES))('the process %s', (command, cases) => {
  it.each(cases)('says in a sentence what keeps it from starting, and ends: %s', async (_what, code, env, sentence) => {
    await writeFile(join(folder, 'notes.txt'), 'notes of mine\n');
    const ran = await failing([command], env());
    const said = ran.stderr.trimEnd().split('\n');
    const fault = said.filter((line) => sentence.test(line));
    expect({ ...ran, fault: fault.length }).toMatchObject({ code, fault: 1 });
    expect(ran.stderr).not.toMatch(/^ {4}at /m);
    // What a command of several parts says of those that it has started, and what frames the faults of variables.
    const frame = /^(The configuration cannot be used:|See docs\/configuration\.md\.|[A-Z][\w ]+ {2,}\S.*)$/;
    expect(said.filter((line) => line !== fault[0] && !frame.test(line))).toEqual([]);
  });
});

describe('a worker whose health port is taken', () => {
  it('has taken no order', async () => {
    await failing(['worker'], { WORKER_OPS_PORT: String(taken) });
    expect(await temporal.pollers('default', 'printess-production')).toEqual([]);
  });
});

describe('a namespace without setup', () => {
  const order = JSON.stringify({ orderId: '1', items: [{ itemId: 'a', templateName: 't' }] });

  it('is told by the command line', async () => {
    const ran = await processes.run(['submit', '-'], { TEMPORAL_NAMESPACE: 'bare' }, order);
    expect(ran).toMatchObject({
      code: 3,
      stderr: expect.stringMatching(
        /^The Temporal namespace bare is not set up for orders: run "printess-production setup"\. Temporal says: .*Printess/,
      ),
    });
    for (const args of [['list'], ['resume'], ['show', '1']]) {
      const unknown = await processes.run(args, { TEMPORAL_NAMESPACE: 'nowhere' });
      expect(unknown).toMatchObject({ code: 3, stderr: expect.stringMatching(UNKNOWN) });
    }
  });

  it('is told by the API with 503, by health, and on standard error; and is over after setup', async () => {
    const [api, ops] = [await freePort(), await freePort()];
    const env = { TEMPORAL_NAMESPACE: 'bare', ORDERS_API_PORT: String(api), OPS_PORT: String(ops) };
    const server = await processes.start(['server'], /orders API on port/, env);
    const worker = await processes.start(['worker'], /Worker runs/, { TEMPORAL_NAMESPACE: 'bare' });
    const workerPort = /health on port (\d+)/.exec(worker.stderr())?.[1] ?? '';
    const ready = async (port: string | number) => {
      const answer = await fetch(`http://127.0.0.1:${port}/readyz`);
      return [answer.status, await answer.json()];
    };
    const put = () =>
      fetch(`http://127.0.0.1:${api}/v1/orders/1`, {
        method: 'PUT',
        headers: { authorization: `Bearer ${'k'.repeat(40)}`, 'content-type': 'application/json' },
        body: JSON.stringify({ items: [{ itemId: 'a', templateName: 't' }] }),
      });

    const refused = await put();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '10']);
    expect(await refused.json()).toMatchObject({
      type: 'urn:printess-production:not-set-up',
      detail: expect.stringContaining('run "printess-production setup"'),
    });
    const why =
      'The search attributes PrintessState, PrintessShop, PrintessAttention are missing in the namespace bare: ' +
      'run "printess-production setup".';
    const notReady = [503, { status: 'not ready', failed: ['temporal'], why: { temporal: why } }];
    expect(await ready(ops)).toEqual(notReady);
    expect(await ready(workerPort)).toEqual(notReady);
    const line = JSON.stringify(`Not ready: ${why}`);
    expect(server.stderr()).toContain(line);
    expect(worker.stderr()).toContain(line);

    expect((await processes.run(['setup'], { TEMPORAL_NAMESPACE: 'bare' })).code).toBe(0);
    expect(await ready(ops)).toEqual([200, { status: 'ok', failed: [] }]);
    expect(await ready(workerPort)).toEqual([200, { status: 'ok', failed: [] }]);
    await Promise.all([server.end('SIGKILL'), worker.end('SIGKILL')]);
  });

  it('with a search attribute of another type is seen by setup and doctor', async () => {
    const sentence =
      'The search attribute PrintessState is of type Text in the namespace wrong and must be Keyword: remove it ' +
      '("temporal operator search-attribute remove --name PrintessState --namespace wrong"), then run "printess-production setup".';
    const setup = await processes.run(['setup'], { TEMPORAL_NAMESPACE: 'wrong' });
    expect(setup).toMatchObject({ code: 1, stderr: `${sentence}\n` });
    const doctor = await processes.run(['doctor', '--json'], { TEMPORAL_NAMESPACE: 'wrong' });
    expect(JSON.parse(doctor.stdout)).toContainEqual({ what: 'search attributes', state: 'fault', said: sentence });
  });
});

describe('empty variables of Temporal', () => {
  it('count as absent', async () => {
    const env = {
      TEMPORAL_NAMESPACE: '',
      TEMPORAL_API_KEY: '',
      TEMPORAL_TLS: '',
      TEMPORAL_PROFILE: '',
      TEMPORAL_CONFIG_FILE: '',
    };
    const listed = await processes.run(['list'], env);
    expect(listed).toMatchObject({ code: 0, stderr: '' });
  });
});
