import { createServer } from 'node:net';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTemporalCli, startTemporalServer, type TemporalServer } from '../../src/temporal-server/index.js';
import { tmpdir } from 'node:os';
import { createProcesses } from '../support/processes.js';
import { until } from '../support/until.js';

let folder: string;
let temporal: TemporalServer;
const servers: TemporalServer[] = [];
const ports = { CALLBACK_PORT: '0', OPS_PORT: '0', SANDBOX_PORT: '0', ORDERS_API_PORT: '0' };
beforeAll(async () => {
  folder = await mkdtemp(`${tmpdir()}/printess-dev-`);
  temporal = await startTemporalServer({ cli: await ensureTemporalCli() });
});
afterAll(async () => {
  await Promise.all(servers.map((server) => server.stop()));
  await temporal.stop();
  await rm(folder, { recursive: true, force: true });
});

describe('dev', () => {
  it('--once runs an order on the Temporal of TEMPORAL_ADDRESS, and ends with its PDFs and exit code 0', async () => {
    const processes = createProcesses({ ...ports, TEMPORAL_ADDRESS: temporal.address });
    const ran = await processes.run(['dev', '--once']);
    expect(ran.stderr).toContain('produced');
    expect(ran.code).toBe(0);
    const files = ran.stdout.trim().split('\n');
    expect(files).toHaveLength(4);
    for (const file of files) expect((await readFile(file)).subarray(0, 5).toString()).toBe('%PDF-');
  });

  it('stays up until Ctrl-C, and then ends all that it started', async () => {
    const processes = createProcesses({ ...ports, TEMPORAL_ADDRESS: temporal.address });
    const dev = await processes.start(['dev', '--items', '1'], /Everything stays up/);
    const url = /Sandbox of Printess +(\S+)/.exec(dev.stderr())?.[1] ?? '';
    expect((await fetch(`${url}/sandbox/ledger`)).status).toBe(200);
    expect(await dev.end('SIGINT')).toBe(0);
    await expect(fetch(`${url}/sandbox/ledger`)).rejects.toThrow();
  });

  it('starts no order where Ctrl-C came while it started, and ends with exit code 0', async () => {
    const processes = createProcesses({ ...ports, TEMPORAL_ADDRESS: temporal.address });
    const dev = await processes.start(['dev'], /Callback endpoint/);
    expect(await dev.end('SIGINT')).toBe(0);
    expect(dev.stderr()).toMatch(/Ending what was started/);
    expect(dev.stderr()).not.toMatch(/Order .*sample-/);
  });

  it('--drill runs an order through each fault, and none costs more than one credit', async () => {
    const processes = createProcesses({ ...ports, TEMPORAL_ADDRESS: temporal.address });
    const ran = await processes.run(['dev', '--drill']);
    expect(ran.code).toBe(0);
    const rows = ran.stdout.trim().split('\n').slice(1);
    const ends: unknown = Object.fromEntries(
      rows.map((row) => row.trim().split(/ {2,}/)).map((cells) => [cells[0], cells.slice(-2)]),
    );
    expect(ends).toMatchObject({
      'lose-answer': ['1', 'produced'],
      'cut-answer': ['1', 'produced'],
      'slow-answer': ['1', 'produced'],
      'error-502-accepted': ['1', 'produced'],
      'html-answer': ['1', 'produced'],
      'no-job-id': ['1', 'produced'],
      'lose-request': ['0', 'attention: outcome-unknown'],
      'error-500': ['0', 'attention: outcome-unknown'],
      refuse: ['0', 'attention: refused'],
      forbidden: ['0', 'attention: unauthorized'],
      'no-credits': ['0', 'attention: insufficient-funds'],
      throttle: ['0', 'attention: unreachable'],
      'lose-callback': ['1', 'produced'],
      'fail-render': ['1', 'attention: render-failed'],
      vanish: ['1', 'attention: job-unknown'],
      'list-lag': ['1', 'produced'],
      'list-empty': ['1', 'attention: outcome-unknown'],
      'list-cuts-meta': ['1', 'attention: outcome-unknown'],
      'list-fails': ['0', 'attention: unreachable'],
      'status-fails': ['1', 'produced'],
      down: ['0', 'attention: unreachable'],
      'token-revoked': ['0', 'attention: unauthorized'],
    });
  });

  it('says which port is in use, and what to do', async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    const processes = createProcesses({ ...ports, TEMPORAL_ADDRESS: temporal.address, CALLBACK_PORT: String(port) });
    const ran = await processes.run(['dev', '--once']);
    expect(ran.code).toBe(1);
    expect(ran.stderr).toMatch(new RegExp(`${port}: it is in use: .* set CALLBACK_PORT`));
    taken.close();
  });

  it('keeps its state where a dev server of its own lies, over a restart of everything', async () => {
    const databaseFile = `${folder}/temporal.db`;
    const cli = await ensureTemporalCli();
    const first = await startTemporalServer({ cli, databaseFile });
    servers.push(first);
    const submitted = createProcesses({ TEMPORAL_ADDRESS: first.address });
    const order = JSON.stringify({ orderId: 'kept', items: [{ itemId: 'a', templateName: 't' }] });
    await submitted.run(['submit', '-'], {}, order);
    await first.stop();
    const second = await startTemporalServer({ cli, databaseFile });
    servers.push(second);
    const again = await createProcesses({ TEMPORAL_ADDRESS: second.address }).run(['submit', '-'], {}, order);
    expect(again.stderr).toContain('was there already, the same');
  });

  it('has its server gone when it has stopped it', async () => {
    const server = await startTemporalServer({ cli: await ensureTemporalCli() });
    await server.stop();
    await until('the process to be gone', () => {
      try {
        process.kill(server.pid, 0);
        return false;
      } catch {
        return true;
      }
    });
  });
});
