import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createClient, type ClientOptions, type ProductionClient } from '../../client/index.js';
import { givenVariables, loadConfig, type Config } from '../../config.js';
import type { Policy } from '../../contract/policy.js';
import { startSandbox, type Sandbox } from '../../sandbox/index.js';
import { startServer } from '../../server/index.js';
import { createLogger } from '../../logger.js';
import { connectClient, connectWorker } from '../../temporal-connection.js';
import { installRuntime, startWorker } from '../../worker/index.js';
import { createSearchAttributes } from '../commands/create-search-attributes.js';
import { findTemporal } from './find-temporal.js';
import { privateFolder } from './private-folder.js';
import { serverConfig } from '../commands/server-config.js';

/** Where `dev` keeps its state, in the folder that it is started from. */
export const DEV_FOLDER = '.printess';

/** Waits that suit a person who watches; each variable of the environment still wins. */
const DEV_POLICY: Policy = {
  statusChecks: ['10s', '30s', '1m', '5m'],
  holdRetry: ['10s', '30s', '1m'],
  settleTime: '3s',
  httpTimeout: '5s',
};

export interface Dev {
  production: ProductionClient;
  sandbox: Sandbox;
  webUiUrl: string;
  /** Rejects when a part has failed. */
  broken: Promise<never>;
  /** Ends all that was started, in the reverse order. */
  close(): Promise<void>;
}

/** Starts a Temporal dev server (or finds one), sandbox, server and worker. */
export async function startDev(tell: (line: string) => void): Promise<Dev> {
  const closers: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };

  try {
    await privateFolder(DEV_FOLDER);
    const keyFile = join(DEV_FOLDER, 'orders-api-key');
    const given = givenVariables(process.env);
    const env = {
      CALLBACK_KEYS: `dev:${await devSecret('callback-secret')}`,
      ORDERS_API_KEYS: `default:${await devSecret('orders-api-key')}`,
      CALLBACK_BASE_URL: 'http://127.0.0.1',
      ...given,
    };
    const config = loadConfig({ PRINTESS_SERVICE_TOKEN: 'unused', ...env }, 'everything');
    // Whoever watches reads what the progress says; what goes wrong is told all the same.
    const log = createLogger('dev', given['LOG_LEVEL'] === undefined ? 'warn' : config.LOG_LEVEL);
    installRuntime(log);

    const kept = { databaseFile: join(DEV_FOLDER, 'temporal.db'), partitions: config.DEV_PARTITIONS };
    const temporal = await findTemporal(config.WEB_UI_URL, kept, tell);
    closers.push(() => temporal.stop());
    const client = await connectClient();
    closers.push(() => client.connection.close());
    const { left } = await createSearchAttributes(client);
    if (left.length > 0) throw new Error(`${left.join(', ')} are missing: run "printess-production setup".`);

    const ownToken = given['SANDBOX_TOKEN'];
    const sandbox = await startSandbox({
      host: config.SANDBOX_HOST,
      port: config.SANDBOX_PORT,
      token: ownToken || (await devSecret('sandbox-token')),
      speed: config.SANDBOX_SPEED,
      ...(config.SANDBOX_URL !== undefined && { publicUrl: config.SANDBOX_URL }),
      renderMs: 1_500,
    });
    closers.push(() => sandbox.close());
    tell(
      `Sandbox of Printess  ${sandbox.url} (its token: ${ownToken ? 'SANDBOX_TOKEN' : join(DEV_FOLDER, 'sandbox-token')})`,
    );

    const parts = serverConfig(config);
    const { callbacks, orders } = parts;
    const server = await startServer(
      {
        ...parts,
        log,
        ...(callbacks && {
          callbacks: {
            ...callbacks,
            host: '127.0.0.1',
            fileHosts: fileHosts(config, sandbox),
          },
        }),
        ...(orders && {
          orders: {
            ...orders,
            client: devClientOptions(config, temporal.webUiUrl, sandbox),
            files: { hosts: fileHosts(config, sandbox), archive: config.ARCHIVE_URL },
          },
        }),
      },
      client,
    );
    closers.push(() => server.close());
    tell(`Callback endpoint    http://127.0.0.1:${server.callbackPort ?? ''}`);
    tell(`Orders API           http://127.0.0.1:${server.ordersPort ?? ''}/docs/ (its key: ${keyFile})`);

    const { connection, namespace } = await connectWorker();
    closers.push(() => connection.close());
    const worker = await startWorker({
      config: workerConfig(config, sandbox, server.callbackPort ?? 0),
      connection,
      namespace,
    });
    closers.push(async () => {
      worker.shutdown();
      await worker.ended;
    });
    tell(`Worker               namespace ${namespace}`);
    tell(`Temporal Web UI      ${temporal.webUiUrl}`);

    const broken = worker.ended.then(() => new Promise<never>(() => undefined));
    broken.catch(() => undefined);
    return {
      production: createClient(client, devClientOptions(config, temporal.webUiUrl, sandbox)),
      sandbox,
      webUiUrl: temporal.webUiUrl,
      broken,
      close,
    };
  } catch (error) {
    // What is told is why it did not start, whatever else fails in ending it.
    await close().catch(() => undefined);
    throw error;
  }
}

function workerConfig(config: Config, sandbox: Sandbox, callbackPort: number): Config {
  const shop = {
    apiUrl: sandbox.localUrl,
    origin: config.PRINTESS_ORIGIN,
    token: () => Promise.resolve(sandbox.token),
  };
  const baseUrl = givenVariables(process.env)['CALLBACK_BASE_URL']
    ? config.CALLBACK_BASE_URL
    : `http://127.0.0.1:${callbackPort}`;
  return {
    ...config,
    shops: new Map([['default', shop]]),
    CALLBACK_BASE_URL: baseUrl,
    FILE_HOSTS: fileHosts(config, sandbox),
  };
}

function devClientOptions(config: Config, webUiUrl: string, sandbox: Sandbox): ClientOptions {
  return { policy: { ...DEV_POLICY, ...config.policy }, webUiUrl, fileHosts: fileHosts(config, sandbox) };
}

/** The sandbox's files count as Printess's. */
const fileHosts = ({ FILE_HOSTS }: Config, { url }: Sandbox): string[] => [...FILE_HOSTS, new URL(url).host];

/** A secret of this folder, made at its first use: callback URLs and keys stay good over restarts. */
async function devSecret(name: string): Promise<string> {
  const path = join(DEV_FOLDER, name);
  const kept = await readFile(path, 'utf8').catch(() => '');
  if (kept.length >= 32) return kept;
  const made = randomBytes(24).toString('hex');
  await writeFile(path, made, { mode: 0o600 });
  return made;
}
