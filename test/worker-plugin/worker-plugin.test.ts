import { randomBytes, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import type { DataConverter } from '@temporalio/common';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createClient, type ProductionOrderInput } from '../../src/client/index.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/index.js';
import { startServer, type RunningServer } from '../../src/server/index.js';
import { createWorkerPlugin, type WorkerPlugin } from '../../src/worker-plugin/index.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

// A team's own worker takes orders beside its own workflows, with its own data converter.

installQuietRuntime();

const workflowsPath = fileURLToPath(new URL('team-workflows.ts', import.meta.url));
const namespace = `test-${process.env['JEST_WORKER_ID'] ?? '1'}`;
const greeting = (name: string) => Promise.resolve(`Hello ${name}`);
const SECRET = 's'.repeat(32);
const CUSTOMER = 'Ada Lovelace';

let folder: string;
let dataConverter: DataConverter;
let connection: Connection;
let native: NativeConnection;
let client: Client;
let sandbox: Sandbox;
let endpoint: RunningServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-plugin-'));
  process.env['ENCRYPTION_KEY_FILE'] = join(folder, 'key');
  await writeFile(join(folder, 'key'), randomBytes(32).toString('base64'));
  const example: string = new URL('../../examples/encryption/data-converter.mjs', import.meta.url).href;
  ({ dataConverter } = (await import(example)) as { dataConverter: DataConverter });
  const address = process.env['PRINTESS_TEST_TEMPORAL_ADDRESS'] ?? '';
  connection = await Connection.connect({ address });
  native = await NativeConnection.connect({ address });
  client = new Client({ connection, namespace, dataConverter });
  sandbox = await startSandbox({ renderMs: 30 });
  const callbacks = {
    host: '127.0.0.1',
    port: 0,
    keys: [{ kid: 'test', secret: SECRET }],
    fileHosts: [`127.0.0.1:${sandbox.port}`],
  };
  endpoint = await startServer({ callbacks, ops: { host: '127.0.0.1', port: 0 } }, client);
});
afterAll(async () => {
  await endpoint.close();
  await sandbox.close();
  await native.close();
  await connection.close();
  await rm(folder, { recursive: true, force: true });
});

const pluginOf = (): Promise<WorkerPlugin> =>
  createWorkerPlugin({
    env: {
      PRINTESS_API_URL: sandbox.url,
      PRINTESS_SERVICE_TOKEN: sandbox.token,
      PRINTESS_HTTP_TIMEOUT: '2s',
      CALLBACK_BASE_URL: `http://127.0.0.1:${endpoint.callbackPort ?? 0}`,
      CALLBACK_KEYS: `test:${SECRET}`,
    },
  });
const workerOf = async (options: Partial<WorkerOptions> = {}) =>
  Worker.create({
    connection: native,
    namespace,
    taskQueue: 'printess-production',
    dataConverter,
    plugins: [await pluginOf()],
    ...options,
  });
const orderOf = (templateName: string): ProductionOrderInput => ({
  orderId: randomUUID(),
  items: [{ itemId: 'mug', templateName, vdp: { form: { name: CUSTOMER } } }],
  policy: { statusChecks: ['1s', '1h'], settleTime: '1s', httpTimeout: '2s' },
});

/** Whether bytes anywhere in what Temporal has kept say this. */
function says(kept: unknown, text: string): boolean {
  if (kept instanceof Uint8Array) return Buffer.from(kept).includes(text);
  if (typeof kept === 'string') return kept.includes(text);
  return typeof kept === 'object' && kept !== null && Object.values(kept).some((part) => says(part, text));
}

describe('a worker with the plugin', () => {
  it('produces orders beside workflows of its own, by callback and by status check, and Temporal keeps no word in clear', async () => {
    const worker = await workerOf({ workflowsPath, activities: { greeting } });
    await worker.runUntil(async () => {
      const production = createClient(client);
      const greeted = client.workflow.execute('greet', {
        workflowId: randomUUID(),
        taskQueue: 'printess-production',
        args: ['Grace'],
      });
      const orders = [orderOf('poster'), orderOf('fault:lose-callback')];
      const sources = orders.map(async (order) => {
        await production.submit(order);
        const { state, items } = await production.wait(order.orderId);
        return [state, items[0]?.source];
      });
      expect(await Promise.all(sources)).toEqual([
        ['produced', 'callback'],
        ['produced', 'status'],
      ]);
      expect(await greeted).toBe('Hello Grace');
      expect(sandbox.ledger.creditsUsed).toBe(2);

      const execution = { workflowId: `printess-default-${orders[0]?.orderId ?? ''}` };
      const { history } = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution });
      const described = await client.workflowService.describeWorkflowExecution({ namespace, execution });
      expect(says(history, 'productionOrder')).toBe(true);
      for (const word of [CUSTOMER, 'poster', sandbox.url])
        expect([word, says([history, described], word)]).toEqual([word, false]);
      const plain = createClient(new Client({ connection, namespace }));
      await expect(plain.get(orders[0]?.orderId ?? '')).rejects.toThrow('binary/encrypted');
    });
  });

  it('has our workflows where it has none, and in a bundle that was made with the plugin', async () => {
    const bundled = await bundleWorkflowCode({
      workflowsPath,
      logger: new DefaultLogger('ERROR'),
      plugins: [await pluginOf()],
    });
    for (const options of [{}, { workflowBundle: bundled, activities: { greeting } }]) {
      const worker = await workerOf(options);
      expect(worker.options.isolateExecutionTimeoutMs).toBe(24 * 3_600_000);
      const state = await worker.runUntil(async () => {
        const order = orderOf('poster');
        await createClient(client).submit(order);
        return (await createClient(client).wait(order.orderId)).state;
      });
      expect(state).toBe('produced');
    }
  });

  it('is refused in a sentence where it could not take orders', async () => {
    await expect(workerOf({ taskQueue: 'shop' })).rejects.toThrow(
      'Orders are on the task queue printess-production, and this worker takes shop',
    );
    await expect(workerOf({ activities: { greeting, produce: greeting } })).rejects.toThrow('names of ours: produce.');
    const others = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
    await expect(workerOf({ workflowBundle: others })).rejects.toThrow('has no workflow productionOrder');
    await expect(createWorkerPlugin({ env: {} })).rejects.toThrow('PRINTESS_SERVICE_TOKEN: missing');
  });
});
