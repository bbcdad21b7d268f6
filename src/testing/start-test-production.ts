import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, makeTelemetryFilterString, NativeConnection, Runtime } from '@temporalio/worker';
import { createClient, type OrderView, type Policy, type ProductionClient } from '../client/index.js';
import { loadConfig, loadDataConverter } from '../config.js';
import { workflowId } from '../contract/workflow-id.js';
import { startSandbox, type Sandbox } from '../sandbox/index.js';
import { startServer } from '../server/index.js';
import { ensureTemporalCli, startTemporalServer } from '../temporal-server/index.js';
import { startWorker } from '../worker/index.js';
import { advance, skipTime, TIME_SKIPPING } from './skip-time.js';

export interface TestProductionOptions {
  /** How long orders wait for what; where it is silent, calls to Printess have 2 seconds, and the rest is as in production. */
  policy?: Policy;
  /** How long a render takes, in milliseconds; 50 if absent. */
  renderMs?: number;
}

/** Everything that produces orders, on this machine and in memory; Printess is the sandbox. */
export interface TestProduction {
  /** What the shop under test works with. */
  production: ProductionClient;
  /** The Temporal client below it, for a shop that makes its own. */
  temporal: Client;
  /** Where Temporal listens, as TEMPORAL_ADDRESS: for a shop in another process. */
  address: string;
  /** Faults to switch on (or by an item's template: `fault:lose-callback`), and the ledger of what was paid. */
  sandbox: Sandbox;
  /** Takes an order forward by this much, such as `10m`, its calls in flight finished before; resolves when it is there. */
  advance(orderId: string, duration: string): Promise<void>;
  /** From now on whatever an order waits for (a status check, a person) is over as soon as nothing else is going on. */
  skipTime(orderId: string): Promise<void>;
  /** Ends all of it. */
  close(): Promise<void>;
}

/** Waits that only cost a test its time. */
const QUICK = { settleTime: '1s', httpTimeout: '2s' } satisfies Policy;
const KEY = 'testing:an-endpoint-that-only-this-process-knows';

/** Starts a Temporal dev server, worker, callback endpoint and sandbox for the tests of a shop. */
export async function startTestProduction(options: TestProductionOptions = {}): Promise<TestProduction> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    installQuietRuntime();
    const server = await startTemporalServer({ cli: await ensureTemporalCli(), flags: TIME_SKIPPING });
    closers.push(() => server.stop());
    const { address } = server;
    const connection = await Connection.connect({ address });
    closers.push(() => connection.close());
    const dataConverter = await loadDataConverter(process.env);
    const temporal = new Client({ connection, ...(dataConverter && { dataConverter }) });
    const sandbox = await startSandbox({ renderMs: options.renderMs ?? 50 });
    closers.push(() => sandbox.close());

    const given = { PRINTESS_API_URL: sandbox.url, PRINTESS_SERVICE_TOKEN: sandbox.token, CALLBACK_KEYS: KEY };
    const { CALLBACK_KEYS: keys = [] } = loadConfig(given, 'callbacks');
    const fileHosts = [new URL(sandbox.url).host];
    const callbacks = { host: '127.0.0.1', port: 0, keys, fileHosts };
    const endpoint = await startServer({ callbacks, ops: { host: '127.0.0.1', port: 0 } }, temporal);
    closers.push(() => endpoint.close());

    const native = await NativeConnection.connect({ address });
    closers.push(() => native.close());
    const baseUrl = `http://127.0.0.1:${endpoint.callbackPort ?? 0}`;
    const config = loadConfig(
      { ...given, PRINTESS_HTTP_TIMEOUT: QUICK.httpTimeout, CALLBACK_BASE_URL: baseUrl },
      'worker',
    );
    const worker = await startWorker({ config, connection: native, namespace: temporal.options.namespace });
    closers.push(() => {
      worker.shutdown();
      return worker.ended;
    });

    const production = createClient(temporal, { policy: { ...QUICK, ...options.policy } });
    const handleOf = (orderId: string) => temporal.workflow.getHandle(workflowId('default', orderId));
    return {
      production,
      temporal,
      address,
      sandbox,
      async advance(orderId, duration) {
        await sent(production, orderId);
        await advance(temporal, handleOf(orderId), duration);
      },
      skipTime: (orderId) => skipTime(temporal, handleOf(orderId)),
      close,
    };
  } catch (error) {
    // What is told is why it did not start, whatever else fails in ending it.
    await close().catch(() => undefined);
    throw error;
  }
}

/** Resolves when no item of the order is about to be sent: a call in flight has its own clock. */
async function sent(production: ProductionClient, orderId: string): Promise<void> {
  const isSent = ({ items }: OrderView) => items.every(({ state }) => state !== 'submitting');
  for await (const view of production.watch(orderId)) if (isSent(view)) return;
}

/** Errors alone, unless the tests have installed a runtime of their own. */
function installQuietRuntime(): void {
  const filter = makeTelemetryFilterString({ core: 'ERROR', other: 'ERROR' });
  try {
    Runtime.install({ logger: new DefaultLogger('ERROR'), telemetryOptions: { logging: { filter } } });
  } catch {
    // There is one.
  }
}
