import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { NativeConnection } from '@temporalio/worker';

const DEADLINE = 5_000;

/** Thrown where Temporal does not answer; the message names the address and what to set. */
export class TemporalUnreachableError extends Error {
  override readonly name = 'TemporalUnreachableError';

  constructor(address: string, cause: unknown) {
    super(
      `Temporal does not answer at ${address}. Is it running? Set TEMPORAL_ADDRESS (and TEMPORAL_NAMESPACE, ` +
        'TEMPORAL_API_KEY or a profile in temporal.toml), or start one with "printess-production dev".',
      { cause },
    );
  }
}

/** A client by the standard TEMPORAL_* variables and profiles. Throws `TemporalUnreachableError` within 5 seconds. */
export async function connectClient(): Promise<Client> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await reach(
    connectionOptions.address,
    Connection.connect({ ...connectionOptions, connectTimeout: DEADLINE }),
  );
  return new Client({ connection, namespace });
}

/** A worker's connection by the same settings. Throws `TemporalUnreachableError`. */
export async function connectWorker(): Promise<{ connection: NativeConnection; namespace: string }> {
  const { connectionOptions, namespace = 'default' } = loadClientConnectConfig();
  const connection = await reach(connectionOptions.address, NativeConnection.connect(connectionOptions));
  return { connection, namespace };
}

async function reach<T>(address = 'localhost:7233', connecting: Promise<T>): Promise<T> {
  try {
    return await connecting;
  } catch (error) {
    throw new TemporalUnreachableError(address, error);
  }
}
