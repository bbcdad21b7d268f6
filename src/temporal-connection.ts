import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection, type WorkflowClientInterceptor } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnection } from '@temporalio/worker';
import { TemporalRefusedError } from './client/index.js';
import { ConfigError, givenVariables, loadDataConverter } from './config.js';
import { PrintessProductionError } from './contract/error.js';
import { whyUnreachable, type Reason } from './why-unreachable.js';

const CONNECT_DEADLINE_MS = 5_000;

/** Thrown where Temporal does not answer; the message names the address, the namespace, the reason and what to set. */
export class TemporalUnreachableError extends PrintessProductionError {
  override readonly name = 'TemporalUnreachableError';
  readonly code = 'temporal-unreachable';

  constructor({ address, namespace }: Target, cause: unknown, reason?: Reason) {
    super(
      `Temporal does not answer at ${address} (namespace ${namespace}). ${reason ? `Reason: ${reason.said}. ` : ''}` +
        (reason?.remedy ??
          'Is it running? Set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS or a profile in ' +
            'temporal.toml), or start one with "printess-production dev".'),
      { cause },
    );
  }
}

interface Target {
  address: string;
  namespace: string;
}

/** gRPC: permission denied, unauthenticated. */
const NOT_LET_IN = [7, 16];

/** What a connection that did not come about is to be called. */
async function failure(options: Settings['connectionOptions'], namespace: string, cause: unknown): Promise<Error> {
  const { address } = options;
  const reason = await whyUnreachable(options);
  if (reason?.code === undefined || !NOT_LET_IN.includes(reason.code))
    return new TemporalUnreachableError({ address, namespace }, cause, reason);
  return new TemporalRefusedError(
    `${reason.said} (${address}, namespace ${namespace}). Check TEMPORAL_API_KEY, or the certificate of ` +
      'TEMPORAL_TLS_CLIENT_CERT_PATH.',
    { cause },
  );
}

/** Where the standard variables and profiles lead: the SDK's connections do not tell it. */
export function temporalEndpoint(): Pick<ClientConnectConfig['connectionOptions'], 'address' | 'tls'> {
  return settings().connectionOptions;
}

/**
 * A client by the standard TEMPORAL_* variables and profiles. Throws `TemporalUnreachableError` or
 * `TemporalRefusedError` within 7 seconds, `ConfigError` where those settings cannot be read.
 */
export async function connectClient(...interceptors: WorkflowClientInterceptor[]): Promise<Client> {
  const { connectionOptions, namespace } = settings();
  const dataConverter = await loadDataConverter(process.env);
  const connecting = Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_DEADLINE_MS });
  const connection = await connecting.catch(async (error: unknown) => {
    throw await failure(connectionOptions, namespace, error);
  });
  return new Client({
    connection,
    namespace,
    interceptors: { workflow: interceptors },
    ...(dataConverter && { dataConverter }),
  });
}

/** A worker's connection by the same settings. Throws as `connectClient` does. */
export async function connectWorker(): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace } = settings();
  // Whoever only asks does not wait for the worker's native part to be loaded.
  const { NativeConnection } = await import('@temporalio/worker');
  const over = new AbortController();
  const connecting = NativeConnection.connect(connectionOptions);
  try {
    // It has no deadline of its own where the peer takes the connection and then keeps silent.
    const tooLate = wait(CONNECT_DEADLINE_MS, undefined, { signal: over.signal }).then(() => {
      void connecting.then((connection) => connection.close()).catch(() => undefined);
      throw new Error(`No answer within ${CONNECT_DEADLINE_MS / 1000} s`);
    });
    return { connection: await Promise.race([connecting, tooLate]), namespace };
  } catch (error) {
    throw await failure(connectionOptions, namespace, error);
  } finally {
    over.abort();
  }
}

interface Settings {
  connectionOptions: ClientConnectConfig['connectionOptions'] & { address: string };
  namespace: string;
}

function settings(): Settings {
  try {
    const { connectionOptions, namespace = 'default' } = loadClientConnectConfig({
      overrideEnvVars: givenVariables(process.env),
    });
    return {
      connectionOptions: { ...connectionOptions, address: connectionOptions.address ?? 'localhost:7233' },
      namespace,
    };
  } catch (error) {
    // A TOML parser's message quotes the lines around the fault, an API key among them: not shown, nor kept as cause.
    const line = error instanceof Error && 'line' in error ? Number(error.line) : undefined;
    const message = line === undefined ? String(error) : `the file is not TOML: see line ${line}`;
    throw new ConfigError([{ variable: 'TEMPORAL_* or temporal.toml', message }]);
  }
}
