import { givenVariables } from '../../config.js';
import { connectClient } from '../../temporal-connection.js';
import { ensureTemporalCli, startTemporalServer } from '../../temporal-server/index.js';

const PORT = 7233;
const UI_PORT = 8233;
const RETENTION_SECONDS = 30 * 86_400;

export interface FoundTemporal {
  webUiUrl: string;
  /** Ends the server if it was started here. */
  stop(): Promise<void>;
}

/**
 * The Temporal server that `dev` uses: the one of TEMPORAL_ADDRESS, or one that listens on the usual port, or a dev
 * server of its own whose state lies in `databaseFile`. Sets TEMPORAL_ADDRESS for the rest of the process.
 */
export async function findTemporal(
  webUiUrl: string | undefined,
  { databaseFile, partitions }: { databaseFile: string; partitions: number },
  tell: (line: string) => void,
): Promise<FoundTemporal> {
  const usual = { webUiUrl: webUiUrl ?? `http://127.0.0.1:${UI_PORT}`, stop: () => Promise.resolve() };
  const given = givenVariables(process.env)['TEMPORAL_ADDRESS'];
  if (given) {
    tell(`Temporal server      ${given} (TEMPORAL_ADDRESS)`);
    return usual;
  }
  process.env['TEMPORAL_ADDRESS'] = `127.0.0.1:${PORT}`;
  if (await answers()) {
    tell(`Temporal server      127.0.0.1:${PORT} (was running)`);
    return usual;
  }
  const cli = await ensureTemporalCli({ onProgress: tell });
  const server = await startTemporalServer({ cli, port: PORT, uiPort: UI_PORT, databaseFile, partitions });
  await keepForThirtyDays();
  tell(`Temporal server      ${server.address} (started; its state is kept in ${databaseFile})`);
  return { webUiUrl: webUiUrl ?? server.uiUrl ?? usual.webUiUrl, stop: () => server.stop() };
}

/** A dev server forgets ended orders after a day, and with them that they have been produced. */
async function keepForThirtyDays(): Promise<void> {
  const { connection, options, workflowService } = await connectClient();
  // protobufjs takes a number, its types want a Long.
  const config = { workflowExecutionRetentionTtl: { seconds: RETENTION_SECONDS as never } };
  await workflowService.updateNamespace({ namespace: options.namespace, config });
  await connection.close();
}

async function answers(): Promise<boolean> {
  try {
    const client = await connectClient();
    await client.connection.close();
    return true;
  } catch {
    return false;
  }
}
