import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { until } from '../support/until.js';
import { startProcessWorld, viewsOf, type ProcessWorld } from '../support/with-processes.js';
import { withServer } from '../support/with-server.js';

// The example of an encrypting data converter, given to every process, and its codec server.

const example = (name: string) => fileURLToPath(new URL(`../../examples/encryption/${name}`, import.meta.url));
const CUSTOMER = 'Ada Lovelace';

let folder: string;
let key: string;
let world: ProcessWorld;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-encryption-'));
  key = join(folder, 'key');
  await writeFile(key, randomBytes(32).toString('base64'));
  world = await startProcessWorld({ DATA_CONVERTER_MODULE: example('data-converter.mjs'), ENCRYPTION_KEY_FILE: key });
  await world.startWorker();
});
afterAll(async () => {
  await world.close();
  await rm(folder, { recursive: true, force: true });
});

const order = (orderId: string, templateName = 'poster') => ({
  orderId,
  items: [{ itemId: 'mug', templateName, vdp: { form: { name: CUSTOMER } } }],
});

/** The payload that an order was started with, as Temporal keeps it. */
async function startedWith(orderId: string): Promise<{ metadata: Record<string, string>; data: string }> {
  const execution = { workflowId: `printess-default-${orderId}` };
  const { history } = await world.client.workflowService.getWorkflowExecutionHistory({
    namespace: 'default',
    execution,
  });
  const [payload] = history?.events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const base64 = (bytes?: Uint8Array | null) => Buffer.from(bytes ?? []).toString('base64');
  return { metadata: { encoding: base64(payload?.metadata?.['encoding']) }, data: base64(payload?.data) };
}

describe('DATA_CONVERTER_MODULE', () => {
  it('encrypts orders for worker, server and command line alike: callbacks, decisions and replays work', async () => {
    const ran = await world.submit(order('sealed'), '--wait');
    expect([ran.code, viewsOf(ran)[0]?.items[0]?.source]).toEqual([0, 'callback']);
    expect(Buffer.from((await startedWith('sealed')).data, 'base64').includes(CUSTOMER)).toBe(false);

    await world.fault('refuse', 1);
    const waits = await world.submit(order('mended'), '--wait');
    expect([waits.code, viewsOf(waits)[0]?.state]).toEqual([1, 'attention']);
    expect((await world.processes.run(['retry', 'mended', 'mug'])).code).toBe(0);
    expect((await world.processes.run(['wait', 'mended'])).code).toBe(0);
    expect(await world.submit(order('sealed', 'card'))).toMatchObject({ code: 2 });
    const replayed = await world.processes.run([
      'replay',
      '--from-server',
      '--query',
      'WorkflowType="productionOrder"',
    ]);
    expect(replayed).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('2 replayed of namespace default, 0 failed'),
    });
  });

  it('is a fault of the configuration where it cannot be loaded', async () => {
    for (const [module, said] of [
      [join(folder, 'none.mjs'), 'cannot be loaded'],
      [example('codec-server.mjs'), 'cannot be loaded: WEB_UI_ORIGIN is missing'],
      [
        fileURLToPath(new URL('../support/chromium.ts', import.meta.url)).replace('chromium.ts', 'stop-temporal.mjs'),
        'exports no "dataConverter"',
      ],
    ] as const) {
      const ran = await world.processes.run(['list'], { DATA_CONVERTER_MODULE: module });
      expect(ran).toMatchObject({ code: 2, stderr: expect.stringContaining(said) });
    }
  });
});

describe('the codec server of the example', () => {
  let server: ChildProcess | undefined;
  afterAll(() => void server?.kill('SIGKILL'));

  it('decodes for whoever is logged in to the Web UI, and for nobody else', async () => {
    const { publicKey, privateKey } = await generateKeyPair('RS256');
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'one' }] };
    const keys = (_request: unknown, response: { end: (text: string) => void }) => response.end(JSON.stringify(jwks));
    await withServer(keys, async (url) => {
      const [issuer, audience] = ['https://login.example.com', 'temporal-web-ui'];
      let said = '';
      server = spawn(process.execPath, [example('codec-server.mjs')], {
        env: {
          ...process.env,
          ENCRYPTION_KEY_FILE: key,
          PORT: '0',
          WEB_UI_ORIGIN: 'https://temporal.example.com',
          OIDC_ISSUER: issuer,
          OIDC_AUDIENCE: audience,
          OIDC_JWKS_URL: url,
        },
      });
      server.stderr?.on('data', (chunk: Buffer) => (said += chunk.toString()));
      const port = await until('the codec server', () => /port (\d+)/.exec(said)?.[1]);
      const decode = async (token?: string) =>
        fetch(`http://127.0.0.1:${port}/decode`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            ...(token !== undefined && { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ payloads: [await startedWith('sealed')] }),
        });
      const tokenOf = (to: string) =>
        new SignJWT({})
          .setProtectedHeader({ alg: 'RS256', kid: 'one' })
          .setIssuer(issuer)
          .setAudience(to)
          .setExpirationTime('1h')
          .sign(privateKey);

      expect((await decode()).status).toBe(401);
      expect((await decode(await tokenOf('somebody-else'))).status).toBe(401);
      const answer = await decode(await tokenOf(audience));
      expect(answer.headers.get('access-control-allow-origin')).toBe('https://temporal.example.com');
      const { payloads } = (await answer.json()) as { payloads: { data: string }[] };
      expect(Buffer.from(payloads[0]?.data ?? '', 'base64').toString()).toContain(CUSTOMER);
    });
  });
});
