import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import { API_KEY, CLOUD_NAME, makeCertificates, openCloudDoor, type Certificates } from '../support/cloud-door.js';
import { until } from '../support/until.js';
import { startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

// Temporal as its Cloud offers it: over TLS, with a client's certificate or an API key, and nobody makes or lists search
// attributes there but its own tool. The settings are those of docs/temporal-cloud.md.

let world: ProcessWorld;
let certificates: Certificates;
const doors: { close: () => Promise<void> }[] = [];
let mtls: NodeJS.ProcessEnv;
let apiKey: NodeJS.ProcessEnv;
beforeAll(async () => {
  certificates = await makeCertificates();
  world = await startProcessWorld();
  for (const namespace of ['default', 'bare'])
    await (namespace === 'bare'
      ? world.client.workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: msToTs('1d') })
      : world.client.workflowService.updateNamespace({
          namespace,
          config: { workflowExecutionRetentionTtl: msToTs('30d') },
        }));
  const open = async (kind: 'mtls' | 'api-key') => {
    const door = await openCloudDoor(world.address, certificates, kind);
    doors.push(door);
    return {
      TEMPORAL_ADDRESS: door.address,
      TEMPORAL_TLS_SERVER_NAME: CLOUD_NAME,
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: certificates.path('ca'),
    };
  };
  mtls = {
    ...(await open('mtls')),
    TEMPORAL_TLS_CLIENT_CERT_PATH: certificates.path('client'),
    TEMPORAL_TLS_CLIENT_KEY_PATH: certificates.path('client-key'),
  };
  apiKey = { ...(await open('api-key')), TEMPORAL_API_KEY: API_KEY };
});
afterAll(async () => {
  await world.close();
  for (const door of doors) await door.close();
  await certificates.remove();
});

describe('in Temporal Cloud', () => {
  it.each([
    ['a client’s certificate', () => mtls],
    ['an API key', () => apiKey],
  ])(
    'an order is produced by a worker and a client that come with %s, and doctor finds Temporal in order',
    async (kind, env) => {
      const worker = await world.processes.start(['worker'], /Worker runs/, env());
      const order = {
        orderId: kind.includes('key') ? 'key' : 'mtls',
        items: [{ itemId: 'mug', templateName: 'poster' }],
      };
      const submitted = await world.processes.run(['submit', '-', '--wait'], env(), JSON.stringify(order));
      expect([submitted.code, submitted.stderr]).toEqual([0, expect.anything()]);
      const { stdout } = await world.processes.run(['doctor'], env());
      expect(stdout).toMatch(/^ok +search attributes/m);
      expect(stdout).toMatch(/^ok +Temporal +answers, version/m);
      expect(await worker.end('SIGTERM')).toBe(0);
      expect(worker.stderr()).not.toContain(API_KEY);
    },
  );

  it('setup and doctor print the lines of tcld for what they cannot make, and docs/temporal-cloud.md prints the same', async () => {
    const bare = { ...apiKey, TEMPORAL_NAMESPACE: 'bare' };
    const setup = await until('the namespace to be known', async () => {
      const ran = await world.processes.run(['setup'], bare);
      if (!ran.stderr.includes('tcld')) throw new Error(`It said: ${ran.stderr}`);
      return ran;
    });
    const line =
      'tcld namespace search-attributes add --namespace bare --search-attribute "PrintessState=Keyword" ' +
      '--search-attribute "PrintessShop=Keyword" --search-attribute "PrintessAttention=KeywordList"';
    expect([setup.code, setup.stderr]).toEqual([1, expect.stringContaining(line)]);
    const { stdout } = await world.processes.run(['doctor'], bare);
    expect(stdout).toContain(`run '${line}'`);
    expect(stdout).toContain('tcld namespace retention set --namespace bare --retention-days 30');
    expect(await readFile('docs/temporal-cloud.md', 'utf8')).toContain(line.replaceAll(' bare ', ' shop.a1b2c '));
    expect((await world.processes.run(['setup'], apiKey)).stderr).toContain('All search attributes are there');
  });

  it.each<[string, () => NodeJS.ProcessEnv, RegExp]>([
    [
      'a wrong API key',
      () => ({ ...apiKey, TEMPORAL_API_KEY: 'wrong' }),
      /refuses.*Request unauthorized.*TEMPORAL_API_KEY/,
    ],
    [
      'a certificate of a stranger',
      () => ({
        ...mtls,
        TEMPORAL_TLS_CLIENT_CERT_PATH: certificates.path('stranger'),
        TEMPORAL_TLS_CLIENT_KEY_PATH: certificates.path('stranger-key'),
      }),
      /TEMPORAL_TLS_CLIENT_CERT_PATH/,
    ],
    [
      'a name that the certificate is not for',
      () => ({ ...mtls, TEMPORAL_TLS_SERVER_NAME: 'other.a1b2c.tmprl.cloud' }),
      /certificate.*TEMPORAL_TLS_SERVER_NAME/,
    ],
  ])('%s is told by doctor, worker and client in a sentence that says what to set', async (_name, env, sentence) => {
    const [doctor, list, worker] = [
      await world.processes.run(['doctor'], env()),
      await world.processes.run(['list'], env()),
      await world.processes.run(['worker'], env(), undefined, { killAfterMs: 60_000 }),
    ];
    expect(doctor.stdout).toMatch(sentence);
    expect([list.code, list.stderr]).toEqual([3, expect.stringMatching(sentence)]);
    expect([worker.code, worker.stderr]).toEqual([3, expect.stringMatching(sentence)]);
    expect(list.stderr + worker.stderr).not.toMatch(/dev"/);
  });
});
