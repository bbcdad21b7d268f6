import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { TemporalRefusedError } from './client/temporal-errors.js';
import { ConfigError, givenVariables } from './config.js';
import { PrintessProductionError } from './contract/error.js';
import { whyUnreachable } from './why-unreachable.js';

const CONNECT_DEADLINE_MS = 5_000;

/** Thrown where Temporal does not answer; the message names the address, the namespace and what to set. */
export class TemporalUnreachableError extends PrintessProductionError {
  override readonly name = 'TemporalUnreachableError';
  readonly code = 'temporal-unreachable';

  constructor({ address, namespace }: Target, cause: unknown, why?: string) {
    super(
      `Temporal does not answer at ${address} (namespace ${namespace})${why === undefined ? '' : `: ${why}`}. ` +
        (why?.includes('TEMPORAL_')
          ? 'docs/temporal-cloud.md shows all settings.'
          : 'Is it running? Set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE, TEMPORAL_API_KEY or a profile in ' +
            'temporal.toml), or start one with "printess-production dev".'),
      { cause },
    );
  }
}

interface Target {
  address: string;
  namespace: string;
}

/** gRPC's name and number of it, as the client's and the worker's connection tell it. */
const UNAUTHENTICATED = /UNAUTHENTICATED|does not have valid authentication credentials|PERMISSION_DENIED|permission/;

/** What a connection that did not come about is to be called. */
async function failure(
  { address, namespace, tls, apiKey }: Target & { tls?: unknown; apiKey?: unknown },
  error: unknown,
): Promise<TemporalUnreachableError | TemporalRefusedError> {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (UNAUTHENTICATED.test(String(cause))) {
    const said = /(Request [a-z]+)/.exec(String(cause))?.[1];
    const remedy = `set TEMPORAL_API_KEY to a key that may use the namespace ${namespace} (TEMPORAL_NAMESPACE)`;
    return new TemporalRefusedError(`${address} says "${said ?? 'unauthenticated'}": ${remedy}.`, { cause: error });
  }
  return new TemporalUnreachableError(
    { address, namespace },
    error,
    await whyUnreachable(address, tls ?? apiKey !== undefined),
  );
}

/** Where the standard variables and profiles lead: the SDK's connections do not tell it. */
export function temporalEndpoint(): Pick<ClientConnectConfig['connectionOptions'], 'address' | 'tls'> {
  return settings().connectionOptions;
}

/**
 * A client by the standard TEMPORAL_* variables and profiles. Throws `TemporalUnreachableError` within 7 seconds,
 * `TemporalRefusedError` where it wants another key, `ConfigError` where those settings cannot be read.
 */
export async function connectClient(): Promise<Client> {
  const { connectionOptions, namespace } = settings();
  const connecting = Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_DEADLINE_MS });
  const connection = await connecting.catch(async (error: unknown) => {
    throw await failure({ ...connectionOptions, namespace }, error);
  });
  return new Client({ connection, namespace });
}

/** A worker's connection by the same settings. Throws as `connectClient` does. */
export async function connectWorker(): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace } = settings();
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
    throw await failure({ ...connectionOptions, namespace }, error);
  } finally {
    over.abort();
  }
}

function settings(): {
  connectionOptions: ClientConnectConfig['connectionOptions'] & { address: string };
  namespace: string;
} {
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
