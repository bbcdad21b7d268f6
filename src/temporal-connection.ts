import { setTimeout as wait } from 'node:timers/promises';
import { Client, Connection, isGrpcServiceError } from '@temporalio/client';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';
import { TemporalRefusedError } from './client/index.js';
import { ConfigError, givenVariables, loadDataConverter } from './config.js';
import { PrintessProductionError } from './contract/error.js';

const CONNECT_DEADLINE_MS = 5_000;
/** After that, for the reason. */
const REASON_DEADLINE_MS = 2_000;
/** gRPC: deadline exceeded. */
const TOO_LATE = [4];

/** Thrown where Temporal does not answer; the message names the address, the namespace, the reason and what to set. */
export class TemporalUnreachableError extends PrintessProductionError {
  override readonly name = 'TemporalUnreachableError';
  readonly code = 'temporal-unreachable';

  constructor(
    { address, namespace, reason }: { address: string; namespace: string; reason?: string | undefined },
    cause: unknown,
  ) {
    super(
      `Temporal does not answer at ${address} (namespace ${namespace}). ${reason === undefined ? '' : `Reason: ${reason}. `}` +
        'Is it running? Set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE, TEMPORAL_API_KEY, TEMPORAL_TLS or a profile in ' +
        'temporal.toml), or start one with "printess-production dev".',
      { cause },
    );
  }
}

/**
 * A client by the standard TEMPORAL_* variables and profiles. Throws `TemporalUnreachableError` or
 * `TemporalRefusedError` within 7 seconds, `ConfigError` where those settings cannot be read.
 */
export async function connectClient(): Promise<Client> {
  const { connectionOptions, namespace } = settings();
  const dataConverter = await loadDataConverter(process.env);
  const connecting = Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_DEADLINE_MS });
  const connection = await connecting.catch(async (error: unknown) => {
    throw await unreachable(connectionOptions, namespace, error);
  });
  return new Client({ connection, namespace, ...(dataConverter && { dataConverter }) });
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
    throw await unreachable(connectionOptions, namespace, error);
  } finally {
    over.abort();
  }
}

/** gRPC: permission denied, unauthenticated. */
const NOT_LET_IN = [7, 16];

/** Why there is no connection: neither SDK's own error tells it, so it is asked for by one call without retries. */
async function unreachable(options: Settings['connectionOptions'], namespace: string, cause: unknown): Promise<Error> {
  const { address } = options;
  const said = await lastError(options);
  if (said?.code !== undefined && NOT_LET_IN.includes(said.code))
    return new TemporalRefusedError(
      `${said.reason} (${address}, namespace ${namespace}). Check TEMPORAL_API_KEY, or the certificate of TEMPORAL_TLS_CLIENT_CERT_PATH.`,
      { cause },
    );
  return new TemporalUnreachableError({ address, namespace, reason: said?.reason }, cause);
}

/** No retries, and no connection that waits since another has failed. */
const ONE_TRY = { interceptors: [], channelArgs: { 'grpc.use_local_subchannel_pool': 1 } };

async function lastError(
  options: Settings['connectionOptions'],
): Promise<{ code?: number; reason: string } | undefined> {
  try {
    const connection = Connection.lazy({ ...options, ...ONE_TRY });
    try {
      await connection.withDeadline(Date.now() + REASON_DEADLINE_MS, () =>
        connection.workflowService.getSystemInfo({}),
      );
      return undefined;
    } finally {
      await connection.close();
    }
  } catch (error) {
    if (!isGrpcServiceError(error)) return ownReason(error);
    const [, last] = /Last error: (?:Error: )?(.*?)\.? Resolution note/s.exec(error.details) ?? [];
    if (TOO_LATE.includes(error.code)) return { reason: 'something listens there, and says nothing' };
    if (last?.startsWith('Failed to connect'))
      return { reason: 'it ends the connection: set TEMPORAL_TLS=true where it wants TLS' };
    const [, opensslWords] = /:SSL routines:[^:]*:([^:]+)/.exec(last ?? '') ?? [];
    return {
      code: error.code,
      reason: opensslWords === undefined ? (last ?? error.details).trim() : `TLS: ${opensslWords}`,
    };
  }
}

/** What this side could not even send. An error that quotes what it was to send, an API key perhaps, is not repeated. */
function ownReason(error: unknown): { reason: string } | undefined {
  if (!(error instanceof Error)) return undefined;
  if (/illegal characters/.test(error.message))
    return { reason: 'TEMPORAL_API_KEY cannot be sent: it has to be one line' };
  const isOfTls = 'code' in error && /^ERR_(OSSL|SSL|TLS|CRYPTO)_/.test(String(error.code));
  return isOfTls ? { reason: `TLS: ${error.message}` } : undefined;
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
