import { Client, Connection } from '@temporalio/client';
import { createClient, type ProductionClient } from '../../src/client/index.js';
import type { OrderView } from '../../src/contract/view.js';
import { ensureTemporalCli, freePort, startTemporalServer } from '../../src/temporal-server/index.js';
import { createProcesses, type Ran, type Running } from './processes.js';

interface Ledger {
  accepted: { externalOrderId: string; metaData: string; jobId: string; answered: boolean }[];
  calls: Record<string, number>;
  creditsUsed: number;
}

/** Temporal, sandbox, server as processes of their own, and what tests do with them. Workers are started by the test. */
export interface ProcessWorld {
  client: Client;
  /** Starts and asks in the test's own process, with the policy that the commands have: for load, where the command line is not the subject. */
  production: ProductionClient;
  address: string;
  webUiUrl: string;
  /** What the server has logged. */
  serverLog: () => string;
  temporalPid: number;
  sandboxUrl: string;
  callbackUrl: string;
  processes: ReturnType<typeof createProcesses>;
  server: Running;
  startWorker: (extra?: NodeJS.ProcessEnv) => Promise<Running>;
  submit: (order: object, ...flags: string[]) => Promise<Ran>;
  show: (orderId: string) => Promise<OrderView | undefined>;
  ledger: () => Promise<Ledger>;
  /** Switches a fault of the sandbox on, for so many uses. */
  fault: (name: string, times?: number) => Promise<void>;
  close: () => Promise<void>;
}

/** A Temporal that knows nothing of the orders of the default namespace. */
export const OTHER_NAMESPACE = 'other';
export const TOKEN = 'token-that-must-stay-secret';
const POLICY = { statusChecks: ['3s', '1h'], httpTimeout: '2s', settleTime: '3s' };
export const SECRET = 'e'.repeat(40);

/** With further variables, and the Temporal of another command line, perhaps. */
export async function startProcessWorld(extra: NodeJS.ProcessEnv = {}, cli?: string): Promise<ProcessWorld> {
  const temporal = await startTemporalServer({
    cli: cli ?? (await ensureTemporalCli()),
    uiPort: 0,
    flags: ['--namespace', OTHER_NAMESPACE],
  });
  const [sandboxPort, callbackPort] = [await freePort(), await freePort()];
  const sandboxUrl = `http://127.0.0.1:${sandboxPort}`;
  const processes = createProcesses({
    TEMPORAL_ADDRESS: temporal.address,
    PRINTESS_API_URL: sandboxUrl,
    PRINTESS_SERVICE_TOKEN: TOKEN,
    PRINTESS_STATUS_CHECKS: POLICY.statusChecks.join(),
    PRINTESS_HTTP_TIMEOUT: POLICY.httpTimeout,
    PRINTESS_SETTLE_TIME: POLICY.settleTime,
    CALLBACK_BASE_URL: `http://127.0.0.1:${callbackPort}`,
    CALLBACK_HOST: '127.0.0.1',
    CALLBACK_PORT: String(callbackPort),
    CALLBACK_KEYS: `e2e:${SECRET}`,
    OPS_PORT: '0',
    WORKER_OPS_PORT: '0',
    FILE_HOSTS: `127.0.0.1:${sandboxPort}`,
    SANDBOX_PORT: String(sandboxPort),
    SANDBOX_TOKEN: TOKEN,
    ...extra,
  });
  await processes.start(['sandbox'], /Sandbox on/);
  const server = await processes.start(['server'], /Callbacks on port/);
  const connection = await Connection.connect({ address: temporal.address });
  const client = new Client({ connection });
  const production = createClient(client, { policy: POLICY });
  return {
    client,
    production,
    address: temporal.address,
    webUiUrl: temporal.uiUrl ?? '',
    serverLog: server.stderr,
    temporalPid: temporal.pid,
    sandboxUrl,
    callbackUrl: `http://127.0.0.1:${callbackPort}`,
    processes,
    server,
    startWorker: (env) => processes.start(['worker'], /Worker runs/, env),
    submit: (order, ...flags) => processes.run(['submit', '-', '--json', ...flags], {}, JSON.stringify(order)),
    // Asked often: a process for each question would keep a core busy with nothing else.
    show: (orderId) => production.get(orderId).catch(() => undefined),
    ledger: async () => (await (await fetch(`${sandboxUrl}/sandbox/ledger`)).json()) as Ledger,
    async fault(name, times) {
      const body = JSON.stringify({ name, ...(times !== undefined && { times }) });
      await fetch(`${sandboxUrl}/sandbox/faults`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    },
    async close() {
      await processes.endAll();
      await connection.close();
      await temporal.stop();
    },
  };
}

/** The views that a command with --json has printed. */
export function viewsOf({ stdout }: Ran): OrderView[] {
  return stdout
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as OrderView);
}
