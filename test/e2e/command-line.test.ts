import { execFile, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createSecureServer, createServer, type Http2Server } from 'node:http2';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PRINTESS_SHOP, PRINTESS_STATE } from '../../src/contract/search-attributes.js';
import type { OrderView } from '../../src/contract/view.js';
import { startProcessWorld, viewsOf, type ProcessWorld } from '../support/with-processes.js';

// What somebody at the command line reads, and where it is written to.

const BIN = fileURLToPath(new URL('../../bin/printess-production.js', import.meta.url));
const WEB_UI = 'https://temporal.example.com';
// eslint-disable-next-line no-control-regex -- colours are what is looked for
const COLOUR = /\u001b\[/;

let world: ProcessWorld;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-command-line-'));
  world = await startProcessWorld({ WEB_UI_URL: WEB_UI });
  await world.startWorker();
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const run = (...args: string[]) => world.processes.run(args);
const newId = () => `c-${randomUUID().slice(0, 8)}`;
const orderOf = (orderId: string, templateName = 'poster') => ({ orderId, items: [{ itemId: 'mug', templateName }] });
const linkOf = (orderId: string) => `${WEB_UI}/namespaces/default/workflows/printess-default-${orderId}`;

async function produced(): Promise<string> {
  const orderId = newId();
  expect((await world.submit(orderOf(orderId), '--wait')).code).toBe(0);
  return orderId;
}
const creditsOf = async (orderId: string) =>
  (await world.ledger()).accepted.filter((job) => job.externalOrderId === orderId).length;

/** Runs it on a terminal, whose keys are pressed for it. */
async function onTerminal(keys: string, ...args: string[]): Promise<{ code: number | null; screen: string }> {
  const script = 'import pty, os, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))';
  const child = spawn('python3', ['-c', script, process.execPath, BIN, ...args], { env: world.processes.env });
  let screen = '';
  child.stdout.on('data', (chunk: Buffer) => {
    screen += chunk.toString();
    if (screen.includes('[y/N]')) child.stdin.end(keys);
  });
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, screen };
}

describe('the command line', () => {
  it('tells its version, and its commands in groups', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
    expect(await run('--version')).toMatchObject({ code: 0, stdout: `${version}\n` });
    const { stdout } = await run('--help');
    expect(stdout.match(/^[A-Z]\w+:$/gm)).toEqual(['Options:', 'Run:', 'Orders:', 'Decide:', 'Check:']);
  });

  it.each([
    [
      'an unknown command',
      ['sumbit'],
      /^error: unknown command 'sumbit'\n\(Did you mean submit\?\)\nSee "printess-production --help"\.\n$/,
    ],
    ['a missing argument', ['show'], /^error: .*'order'\nSee "printess-production show --help"\.\n$/],
    [
      'an option of a command below',
      ['trigger', 'callback', '1', 'a', '--x'],
      /\nSee "printess-production trigger callback --help"\.\n$/,
    ],
  ])('says of %s what is wrong, then how to get help, and no more', async (_what, args, said) => {
    expect(await run(...args)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringMatching(said) });
  });

  it('with --json tells what is wrong as JSON too', async () => {
    const errors: [string[], number, object][] = [
      [['show', '--json'], 2, { code: 'usage', message: expect.stringMatching(/^missing required argument/) }],
      [['show', 'nobody', '--json'], 2, { code: 'order-not-found', orderId: 'nobody' }],
      [['submit', join(folder, 'none.json'), '--json'], 2, { code: 'usage' }],
    ];
    for (const [args, code, error] of errors) {
      const ran = await run(...args);
      expect(ran).toMatchObject({ code, stdout: '' });
      expect(JSON.parse(ran.stderr)).toMatchObject({ error });
    }
  });

  it('writes data to standard output, without colours where that is a file, and links to the order', async () => {
    const orderId = await produced();
    const shown = await run('show', orderId);
    expect(shown).toMatchObject({ code: 0, stderr: '', stdout: expect.stringContaining(linkOf(orderId)) });
    expect(shown.stdout).toMatch(/^Order .*: produced\n/);
    expect(shown.stdout).not.toMatch(COLOUR);
    expect((await world.processes.run(['show', orderId], { FORCE_COLOR: '1' })).stdout).toMatch(COLOUR);
    const waited = await run('wait', orderId);
    expect(waited.stdout).toMatch(/^Order .*: produced\n/);
    expect(waited.stderr).toMatch(/^Waiting until order \S+ has ended or needs a person/);
    expect(waited.stderr).toContain(linkOf(orderId));
    expect((await run('list')).stdout).toContain(`${orderId}\tproduced\t`);
    expect((await run('list')).stdout).toContain(linkOf(orderId));
    const refused = await run('abandon', orderId, 'mug', '--reason', 'late');
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining(linkOf(orderId)) });
  });

  it('check and cancel say what they have asked for', async () => {
    const orderId = newId();
    await world.submit(orderOf(orderId, 'fault:never-finish'));
    expect(await run('check', orderId)).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/is told to ask Printess now about its jobs .* printess-production show c-/),
    });
    expect(await run('cancel', orderId)).toMatchObject({ code: 0, stderr: expect.stringContaining(linkOf(orderId)) });
    expect((await run('wait', orderId)).code).toBe(1);
  });

  it('ends quietly where nobody reads on', async () => {
    for (let count = 0; count < 2; count++) await produced();
    const shell = (line: string) => promisify(execFile)('bash', ['-c', line], { env: world.processes.env });
    const ended = await shell(`set -o pipefail; "${process.execPath}" "${BIN}" list --json | head -c 10`);
    expect(ended).toEqual({ stdout: expect.stringMatching(/^\{"orderId/), stderr: '' });
  });

  it('completes commands and options in bash', async () => {
    const script = join(folder, 'completion.bash');
    await writeFile(script, (await run('completion', 'bash')).stdout);
    const complete = async (...words: string[]) => {
      const line = `source ${script}; COMP_WORDS=(printess-production ${words.join(' ')}); COMP_CWORD=${words.length}`;
      const { stdout } = await promisify(execFile)('bash', [
        '-c',
        `${line}; _printess_production; echo "\${COMPREPLY[@]}"`,
      ]);
      return stdout.trim().split(' ');
    };
    expect(await complete('re')).toEqual(['retry', 'resume', 'replay']);
    expect(await complete('retry', '--re')).toEqual(['--reprint']);
    expect((await run('completion', 'fish')).stdout).toMatch(/__fish_seen_subcommand_from submit' -l wait /);
  });
});

describe('submit of many', () => {
  const file = async (orders: unknown[]) => {
    const path = join(folder, `${newId()}.json`);
    await writeFile(path, JSON.stringify(orders));
    return path;
  };

  it('starts none where one is not valid, and names each issue with its order', async () => {
    const [good, twice] = [newId(), newId()];
    const path = await file([orderOf(good), { orderId: 'x y' }, orderOf(twice), orderOf(twice, 'card')]);
    const ran = await run('submit', path);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
    expect(ran.stderr).toMatch(/^2 of 4 orders are not valid, nothing was started:\n/);
    expect(ran.stderr).toMatch(/^ {2}order 2: items: /m);
    expect(ran.stderr).toMatch(/^ {2}order 4: orderId: order 3 has it with another content$/m);
    expect((await run('show', good)).code).toBe(2);
    expect(JSON.parse((await run('submit', path, '--json')).stderr)).toMatchObject({
      error: { code: 'invalid-order', issues: expect.arrayContaining([expect.objectContaining({ order: 2 })]) },
    });
  });

  it('starts all before it waits, tells each in the order of the file, and the sum', async () => {
    const ids = Array.from({ length: 6 }, newId);
    const [first = '', second = '', ...others] = ids;
    expect((await world.submit(orderOf(second))).code).toBe(0);
    const path = await file([orderOf(first, 'fault:fail-render'), orderOf(second), ...others.map((id) => orderOf(id))]);
    const ran = await run('submit', path, '--wait');
    expect(ran.code).toBe(1);
    expect(
      [...ran.stdout.matchAll(/^Order (\S+) of shop default: (\S+)$/gm)].map(([, id, state]) => [id, state]),
    ).toEqual(ids.map((id) => [id, id === first ? 'attention' : 'produced']));
    expect(ran.stderr).toMatch(new RegExp(`Order ${second} was there already, the same\\.`));
    expect(ran.stderr).toMatch(/\n6 orders: 5 started, 1 there already; 1 attention, 5 produced\.\n$/);
    const views = await Promise.all(ids.map((id) => world.show(id)));
    const started = views.map((view) => Date.parse((view as OrderView).createdAt)).sort((a, b) => a - b);
    const ended = views.map((view) => Date.parse((view as OrderView).updatedAt)).sort((a, b) => a - b);
    // The first of them to end was not waited for.
    expect(started.at(-1)).toBeLessThan(ended[1] ?? 0);
  });

  it('goes on where one conflicts, and ends with 2', async () => {
    const [other, good] = [newId(), newId()];
    await world.submit(orderOf(other, 'card'));
    const ran = await run('submit', await file([orderOf(other), orderOf(good)]), '--json', '--wait');
    expect([ran.code, viewsOf(ran).map(({ orderId, state }) => [orderId, state])]).toEqual([2, [[good, 'produced']]]);
    expect(JSON.parse(ran.stderr)).toMatchObject({ error: { code: 'order-conflict', orderId: other } });
  });
});

describe('list', () => {
  it('--json goes on past an order that was terminated at its beginning, and --limit takes the newest', async () => {
    const [before, broken, after] = [await produced(), newId(), await produced()];
    await world.client.workflow.start('productionOrder', {
      workflowId: `printess-default-${broken}`,
      taskQueue: 'nobody-takes-it',
      args: [orderOf(broken)],
      memo: { first: true },
      typedSearchAttributes: [
        { key: PRINTESS_STATE, value: 'running' },
        { key: PRINTESS_SHOP, value: 'default' },
      ],
    });
    await world.client.workflow.getHandle(`printess-default-${broken}`).terminate();
    const listed = await run('list', '--json');
    const lines = listed.stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as OrderView & { error?: object });
    const ids = lines.map(({ orderId }) => orderId);
    expect(ids).toEqual(expect.arrayContaining([before, broken, after]));
    expect(lines.find(({ orderId }) => orderId === broken)).toMatchObject({
      items: [],
      error: { code: 'order-broken' },
    });
    expect(listed.code).toBe(0);
    expect(viewsOf(await run('list', '--json', '--limit', '1'))).toHaveLength(1);
    expect((await run('list', '--limit', '0')).code).toBe(2);
  });
});

describe('retry of a produced item', () => {
  it('is paid by a yes alone, which is given once: the same command again costs nothing', async () => {
    const orderId = await produced();
    expect(await run('retry', orderId, 'mug')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('Add --reprint.'),
    });
    expect(await run('retry', orderId, 'mug', '--reprint')).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('costs its credits again: add --yes.'),
    });
    expect((await run('retry', orderId, '--reprint', '--yes')).code).toBe(2);
    expect(await creditsOf(orderId)).toBe(1);

    const reprint = ['retry', orderId, 'mug', '--reprint', '--yes'];
    const together = await Promise.all([run(...reprint), run(...reprint), run(...reprint)]);
    expect(together.map(({ code }) => code).sort()).toEqual([0, 1, 1]);
    expect((await run('wait', orderId)).code).toBe(0);
    const later = await run(...reprint);
    expect(later).toMatchObject({ code: 1, stderr: expect.stringMatching(/Nothing was done\. .* --generation 2\./) });
    expect(await creditsOf(orderId)).toBe(2);

    expect((await run(...reprint, '--generation', '1')).code).toBe(1);
    expect((await run(...reprint, '--generation', '2')).code).toBe(0);
    expect((await run('wait', orderId)).code).toBe(0);
    expect(await creditsOf(orderId)).toBe(3);
  });

  it('asks on a terminal', async () => {
    const orderId = await produced();
    const no = await onTerminal('n\n', 'retry', orderId, 'mug', '--reprint');
    expect(no).toMatchObject({ code: 1, screen: expect.stringContaining('Nothing was done.') });
    expect(await creditsOf(orderId)).toBe(1);
    const yes = await onTerminal('y\n', 'retry', orderId, 'mug', '--reprint');
    expect(yes).toMatchObject({ code: 0, screen: expect.stringMatching(COLOUR) });
    expect((await run('wait', orderId)).code).toBe(0);
    expect(await creditsOf(orderId)).toBe(2);
  });
});

describe('doctor --for', () => {
  it('checks what one part needs, and no more', async () => {
    const what = async (part: string, env: NodeJS.ProcessEnv) => {
      const { code, stdout } = await world.processes.run(['doctor', '--for', part, '--json'], env);
      const findings = JSON.parse(stdout) as { what: string; state: string }[];
      return [code, findings.filter(({ state }) => state !== 'ok').map((finding) => finding.what)];
    };
    const retention = ['retention'];
    const bare = { PRINTESS_SERVICE_TOKEN: '', CALLBACK_BASE_URL: '', CALLBACK_KEYS: '' };
    expect(await what('client', bare)).toEqual([1, retention]);
    expect(await what('server', { PRINTESS_SERVICE_TOKEN: '', CALLBACK_BASE_URL: '' })).toEqual([1, retention]);
    expect(await what('server', { CALLBACK_PORT: '1' })).toEqual([1, [...retention, 'callback endpoint']]);
    expect(await what('worker', { PRINTESS_SERVICE_TOKEN: '' })).toEqual([1, ['PRINTESS_SERVICE_TOKEN', ...retention]]);
    expect((await run('doctor', '--for', 'all')).code).toBe(2);
  });
});

describe('a Temporal that cannot be connected to', () => {
  const servers: Server[] = [];
  afterAll(() => servers.forEach((server) => server.close()));
  const listen = async (server: Server) => {
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `127.0.0.1:${(server.address() as AddressInfo).port}`;
  };
  const serve = (server: Http2Server) => {
    server.on('session', (session) => session.unref());
    server.on('stream', (stream) => {
      const refused = { 'grpc-status': '16', 'grpc-message': 'Request unauthorized.' };
      stream.respond({ ':status': 200, 'content-type': 'application/grpc', ...refused }, { endStream: true });
    });
    return listen(server);
  };

  it('is told with its cause: a certificate, TLS where there is none, a key that is refused or unreadable', async () => {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const about = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'];
    await promisify(execFile)('openssl', ['req', ...about, '-keyout', key, '-out', cert]);
    const secure = await serve(createSecureServer({ key: await readFile(key), cert: await readFile(cert) }));
    const plain = await serve(createServer());
    // As after TLS 1.3's handshake, where a refused certificate is often read as the end of the connection.
    const reset = await listen(createTcpServer((socket) => socket.once('data', () => socket.resetAndDestroy())));
    const [tls, bad] = [{ TEMPORAL_TLS: 'true' }, join(folder, 'bad.pem')];
    await writeFile(bad, 'no key\n');
    const pair = { TEMPORAL_TLS_CLIENT_CERT_PATH: bad, TEMPORAL_TLS_CLIENT_KEY_PATH: bad };
    const cases: [NodeJS.ProcessEnv, RegExp][] = [
      [{ TEMPORAL_ADDRESS: secure, ...tls }, /Reason: self-signed certificate\./],
      [{ TEMPORAL_ADDRESS: secure }, /Reason: it ends the connection: set TEMPORAL_TLS=true/],
      [{ TEMPORAL_ADDRESS: reset, ...tls }, /Reason: it ends our TLS connection\..*TEMPORAL_TLS_CLIENT_CERT_PATH/],
      [{ TEMPORAL_ADDRESS: plain, ...tls }, /Reason: TLS: wrong version number\./],
      [{ TEMPORAL_ADDRESS: plain }, /^Temporal refuses the call: Request unauthorized\..* Check TEMPORAL_API_KEY/],
      [{ TEMPORAL_ADDRESS: secure, ...pair }, /Reason: TLS: .*no start line\./],
      [
        { TEMPORAL_ADDRESS: plain, TEMPORAL_TLS: 'false', TEMPORAL_API_KEY: 'two\nlines' },
        /Reason: TEMPORAL_API_KEY cannot/,
      ],
      [{ TEMPORAL_ADDRESS: '127.0.0.1:1' }, /Reason: nothing listens there \(connect ECONNREFUSED 127\.0\.0\.1:1\)\./],
    ];
    const ran = await Promise.all(cases.map(([env]) => world.processes.run(['list'], env)));
    for (const [index, [, said]] of cases.entries())
      expect(ran[index]).toMatchObject({ code: 3, stderr: expect.stringMatching(said) });
    expect(ran.map(({ stderr }) => stderr).join()).not.toContain('two');
  });
});
