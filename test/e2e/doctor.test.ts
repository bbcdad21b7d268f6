import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { Finding } from '../../src/cli/doctor/check.js';
import { freePort } from '../../src/temporal-server/index.js';
import { until } from '../support/until.js';
import { startProcessWorld, TOKEN, type ProcessWorld } from '../support/with-processes.js';
import { withServer } from '../support/with-server.js';

let world: ProcessWorld;
const keep = (namespace: string, retention: '1d' | '30d') =>
  world.client.workflowService.updateNamespace({
    namespace,
    config: { workflowExecutionRetentionTtl: msToTs(retention) },
  });
beforeAll(async () => {
  world = await startProcessWorld();
  await keep('default', '30d');
  await world.startWorker();
  await world.submit({ orderId: 'known', items: [{ itemId: 'mug', templateName: 'poster' }] }, '--wait');
});
afterAll(() => world.close());

async function doctor(extra: NodeJS.ProcessEnv = {}): Promise<{ code: number | null; findings: Finding[] }> {
  const { code, stdout } = await world.processes.run(['doctor', '--json'], extra);
  return { code, findings: JSON.parse(stdout) as Finding[] };
}
const faultsOf = (findings: Finding[]) => findings.filter(({ state }) => state === 'fault');

describe('doctor', () => {
  it('finds nothing wrong where nothing is, and ends with 0', async () => {
    const { code, findings } = await doctor();
    expect(findings.map(({ what, state }) => [what, state])).toEqual(
      [
        'Node.js',
        'configuration',
        'Temporal',
        'namespace',
        'retention',
        'search attributes',
        'token of default',
        'list of default',
        'clock',
        'callback endpoint',
      ].map((what) => [what, 'ok']),
    );
    expect(code).toBe(0);
    const table = await world.processes.run(['doctor']);
    expect(table.stdout).toMatch(/^ok +retention +30 days$/m);
    expect(table.stdout + table.stderr).not.toContain(TOKEN);
  });

  it.each<[string, () => Promise<NodeJS.ProcessEnv> | NodeJS.ProcessEnv, string, RegExp]>([
    [
      'Temporal out of reach',
      async () => ({ TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}` }),
      'Temporal',
      /Is it running\? Set TEMPORAL_ADDRESS/,
    ],
    [
      'a namespace that is not there',
      () => ({ TEMPORAL_NAMESPACE: 'nowhere' }),
      'namespace',
      /namespace create --namespace nowhere/,
    ],
    [
      'a token that is refused',
      () => ({ PRINTESS_SERVICE_TOKEN: 'wrong' }),
      'token of default',
      /401.*PRINTESS_SERVICE_TOKEN/,
    ],
    [
      'a Printess that is out of reach',
      async () => ({ PRINTESS_API_URL: `http://127.0.0.1:${await freePort()}` }),
      'token of default',
      /check PRINTESS_API_URL/,
    ],
    [
      'a callback URL that leads nowhere',
      async () => ({ CALLBACK_BASE_URL: `http://127.0.0.1:${await freePort()}` }),
      'callback endpoint',
      /start "printess-production server"/,
    ],
    [
      'callback keys that the endpoint does not have',
      () => ({ CALLBACK_KEYS: `x:${'y'.repeat(40)}` }),
      'callback endpoint',
      /same CALLBACK_KEYS/,
    ],
    [
      'a callback URL that is not https',
      () => ({ CALLBACK_BASE_URL: 'http://print.example.com' }),
      'CALLBACK_BASE_URL',
      /https/,
    ],
    ['keys that are too short', () => ({ CALLBACK_KEYS: 'k:short' }), 'CALLBACK_KEYS', /shorter than 32 characters/],
  ])('finds %s, and says what mends it', async (_name, planted, what, remedy) => {
    const { code, findings } = await doctor(await planted());
    expect(faultsOf(findings)).toEqual([{ what, state: 'fault', said: expect.stringMatching(remedy) }]);
    expect(code).toBe(1);
  });

  it('finds a retention that is too short, and search attributes that are missing', async () => {
    await keep('default', '1d');
    const short = await doctor();
    await keep('default', '30d');
    expect(faultsOf(short.findings)).toMatchObject([
      { what: 'retention', said: expect.stringContaining('update --namespace default --retention 30d') },
    ]);

    await world.client.workflowService.registerNamespace({
      namespace: 'bare',
      workflowExecutionRetentionPeriod: msToTs('30d'),
    });
    const bare = await until('the namespace to be known', async () => {
      const { findings } = await doctor({ TEMPORAL_NAMESPACE: 'bare' });
      return findings.some(({ what }) => what === 'search attributes') && findings;
    });
    expect(faultsOf(bare)).toMatchObject([
      { what: 'search attributes', said: expect.stringContaining('printess-production setup') },
    ]);
  });

  it('finds a list that does not show our metaData, and a clock that is wrong', async () => {
    await world.fault('list-cuts-meta', 1);
    expect(faultsOf((await doctor()).findings)).toMatchObject([{ what: 'list of default' }]);
    await withServer(
      (request, response) => {
        response.setHeader('date', new Date(Date.now() - 60_000).toUTCString());
        response.setHeader('content-type', 'application/json');
        response.end(request.method === 'HEAD' ? undefined : JSON.stringify({ orders: [], count: 0 }));
      },
      async (url) => {
        const { findings } = await doctor({ PRINTESS_API_URL: url });
        expect(faultsOf(findings)).toMatchObject([{ what: 'clock', said: expect.stringContaining('NTP') }]);
        expect(findings).toContainEqual(expect.objectContaining({ what: 'list of default', state: 'unknown' }));
      },
    );
  });
});

describe('replay', () => {
  it('replays the orders of the server, and files; a history that this build breaks ends with 1', async () => {
    const all = await world.processes.run(['replay', '--from-server', '--query', 'WorkflowType="productionOrder"']);
    expect([all.code, all.stdout]).toEqual([0, expect.stringContaining('ok      printess-default-known')]);
    const file =
      'test/replay/histories/productionorder-ends-with-the-files-that-the-callback-brings-without-a-status-call_0.1.0.json';
    const good = await world.processes.run(['replay', file]);
    expect([good.code, good.stderr]).toEqual([0, expect.stringContaining('1 replayed, 0 failed')]);
    expect((await world.processes.run(['replay'])).code).toBe(2);
    expect((await world.processes.run(['replay', 'package.json'])).code).toBe(2);
  });

  it('of a history whose commands are not those of this build fails', async () => {
    const text = await readFile('test/replay/histories/shopevent-delivered_0.1.0.json', 'utf8');
    const path = `${await mkdtemp(`${tmpdir()}/printess-test-`)}/changed.json`;
    await writeFile(path, text.replaceAll('deliverEvent', 'somethingElse'));
    const ran = await world.processes.run(['replay', path]);
    expect([ran.code, ran.stdout]).toEqual([1, expect.stringMatching(/^FAILED .*changed\.json/)]);
  });
});
