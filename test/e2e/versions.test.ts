import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTemporalCli } from '../../src/temporal-server/index.js';
import { documentedChange, plantBuild, type PlantedBuild } from '../support/planted-build.js';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

// Two builds of the workflow code side by side, by Worker Deployment Versions. The newer has the change that
// docs/replay.md shows, taken from the page; a careless one has it without `patched`.

const DEPLOYMENT = 'printess-production';
let world: ProcessWorld;
let next: PlantedBuild;
let careless: PlantedBuild;
let cli: string;
beforeAll(async () => {
  const change = await documentedChange();
  [next, careless] = [await plantBuild(change), await plantBuild(change.replace(/if \(patched\([^)]*\)\) /, ''))];
  cli = await ensureTemporalCli();
  world = await startProcessWorld({ PRINTESS_STATUS_CHECKS: '1h', TEMPORAL_DEPLOYMENT_NAME: DEPLOYMENT });
});
afterAll(async () => {
  await world.close();
  await Promise.all([next.remove(), careless.remove()]);
});

const startWorker = (buildId: string, build?: PlantedBuild): Promise<Running> =>
  world.processes.start(['worker'], /Worker runs/, { TEMPORAL_WORKER_BUILD_ID: buildId }, build && { bin: build.bin });

/** As the page says it; until the server knows the build and all its task queues. */
const makeCurrent = (buildId: string) =>
  until(`build ${buildId} to be current`, async () => {
    const flags = ['--deployment-name', DEPLOYMENT, '--build-id', buildId, '--yes', '--address', world.address];
    await promisify(execFile)(cli, ['worker', 'deployment', 'set-current-version', ...flags]);
    return true;
  });

const handle = (orderId: string) => world.client.workflow.getHandle(`printess-default-${orderId}`);
const buildOf = async (orderId: string) => {
  const { raw } = await handle(orderId).describe();
  return raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion?.buildId;
};
const itemsInMemo = async (orderId: string) => (await handle(orderId).describe()).memo?.['items'];
const paid = async (orderId: string) =>
  (await world.ledger()).accepted.filter(({ externalOrderId }) => externalOrderId === orderId).length;
/** An order whose callback never comes: it goes on when it is told to check. */
const rendering = async (orderId: string) => {
  await world.submit({ orderId, items: [{ itemId: 'mug', templateName: 'fault:lose-callback' }] });
  await until(`${orderId} to be rendering`, async () => (await world.show(orderId))?.items[0]?.state === 'rendering');
};
const finish = async (orderId: string) => {
  await world.processes.run(['check', orderId]);
  const { code } = await world.processes.run(['wait', orderId]);
  return code;
};
const gate = (build: PlantedBuild) =>
  world.processes.run(['replay', '--from-server'], {}, undefined, { bin: build.bin });
const doctorSays = async (buildId: string): Promise<string> =>
  (await world.processes.run(['doctor'], { TEMPORAL_WORKER_BUILD_ID: buildId })).stdout;

describe('with an old and a new build side by side', () => {
  it('orders wait for a build to be current, those of unversioned workers too, and doctor says which command makes it so', async () => {
    const unversioned = await world.processes.start(['worker'], /Worker runs/, { TEMPORAL_DEPLOYMENT_NAME: '' });
    await rendering('unversioned');
    expect(await unversioned.end('SIGTERM')).toBe(0);
    await startWorker('1.0');
    await world.submit({ orderId: 'first', items: [{ itemId: 'mug', templateName: 'poster' }] });
    await until('doctor to know the deployment', async () =>
      /FAULT +worker version .*set-current-version .*--build-id 1\.0/.test(await doctorSays('1.0')),
    );
    expect(await paid('first')).toBe(0);
    await makeCurrent('1.0');
    expect((await world.processes.run(['wait', 'first'])).code).toBe(0);
    expect([await finish('unversioned'), await buildOf('unversioned')]).toEqual([0, '1.0']);
    expect(await doctorSays('1.0')).toMatch(/^ok +worker version +1\.0/m);
  });

  it('orders go to the build that is current and finish there, the old one is stopped, and each is paid once', async () => {
    await rendering('before');
    await startWorker('1.1', next);
    await rendering('meanwhile');
    expect([await buildOf('before'), await buildOf('meanwhile')]).toEqual(['1.0', '1.0']);

    const [good, bad] = [await gate(next), await gate(careless)];
    expect([good.code, good.stderr]).toEqual([0, expect.stringMatching(/^2 replayed of namespace default, 0 failed/m)]);
    expect([bad.code, bad.stdout]).toEqual([1, expect.stringContaining('FAILED  printess-default-before')]);

    await makeCurrent('1.1');
    await rendering('after');
    expect([await buildOf('after'), await itemsInMemo('after')]).toEqual(['1.1', 1]);
    expect(await finish('before')).toBe(0);
    expect([await buildOf('before'), await itemsInMemo('before')]).toEqual(['1.1', undefined]);
    expect(await doctorSays('1.0')).toMatch(/FAULT +worker version +.*1\.1 is current/);
  });

  it('an order that has passed the change waits where the old build is current again, and is lost by nobody', async () => {
    await makeCurrent('1.0');
    await world.processes.run(['check', 'after']);
    await until('the old build to fail the task', async () => {
      const { raw } = await handle('after').describe();
      return (raw.pendingWorkflowTask?.attempt ?? 0) > 1;
    });
    // One that has not passed it goes on.
    expect([await finish('meanwhile'), await buildOf('meanwhile')]).toEqual([0, '1.0']);
    await makeCurrent('1.1');
    expect([await finish('after'), await buildOf('after')]).toEqual([0, '1.1']);
    expect(await Promise.all(['first', 'before', 'meanwhile', 'after'].map(paid))).toEqual([1, 1, 1, 1]);
  });
});
