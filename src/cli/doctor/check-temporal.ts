import { isGrpcServiceError, type Client } from '@temporalio/client';
import { searchAttributeFaults, searchAttributeSentences } from '../../client/search-attributes.js';
import { SEARCH_ATTRIBUTES } from '../../contract/names.js';
import { connectClient, temporalEndpoint, TemporalUnreachableError } from '../../temporal-connection.js';
import { CLOUD_REMEDIES, isTemporalCloud, retentionCommand } from '../temporal-cloud.js';
import { checkServerVersion } from './check-server-version.js';
import { checkWorkerVersion } from './check-worker-version.js';
import { fault, ok, unknown, type Finding } from './check.js';

const DAY_MS = 24 * 3_600_000;
const RETENTION_MS = 30 * DAY_MS;
const NOT_FOUND: number[] = [5];

/** Whether Temporal answers, has the namespace, keeps ended orders long enough, and knows the search attributes. */
export async function checkTemporal(): Promise<Finding[]> {
  let client: Client;
  try {
    client = await connectClient();
  } catch (error) {
    if (error instanceof TemporalUnreachableError) return [fault('Temporal', error.message)];
    throw error;
  }
  try {
    return [await checkServerVersion(client), ...(await checkNamespace(client))];
  } finally {
    await client.connection.close();
  }
}

async function checkNamespace(client: Client): Promise<Finding[]> {
  const { namespace } = client.options;
  const described = await client.workflowService.describeNamespace({ namespace }).catch((error: unknown) => {
    if (isGrpcServiceError(error) && NOT_FOUND.includes(error.code)) return undefined;
    throw error;
  });
  if (!described) {
    const remedy = `temporal operator namespace create --namespace ${namespace} --retention 30d`;
    return [fault('namespace', `There is no namespace ${namespace}: set TEMPORAL_NAMESPACE, or run "${remedy}".`)];
  }
  const isCloud = isTemporalCloud(temporalEndpoint());
  const ttl = described.config?.workflowExecutionRetentionTtl;
  return [
    ok('namespace', namespace),
    checkRetention(ttl ? Number(ttl.seconds ?? 0) * 1_000 : undefined, retentionCommand(namespace, isCloud)),
    await checkAttributes(client, isCloud),
    ...(await checkWorkerVersion(client, process.env)),
  ];
}

function checkRetention(kept: number | undefined, remedy: string): Finding {
  if (kept === undefined) return unknown('retention', 'Temporal does not tell it.');
  const days = `${Math.round((kept / DAY_MS) * 10) / 10} days`;
  if (kept >= RETENTION_MS) return ok('retention', days);
  return fault('retention', `Ended orders are forgotten after ${days}, and might be ordered again: run "${remedy}".`);
}

async function checkAttributes({ connection, options: { namespace } }: Client, isCloud: boolean): Promise<Finding> {
  const faults = await searchAttributeFaults(connection, namespace);
  const sentences = searchAttributeSentences(faults, namespace, isCloud ? CLOUD_REMEDIES : undefined);
  if (sentences.length === 0) return ok('search attributes', Object.keys(SEARCH_ATTRIBUTES).join(', '));
  return fault('search attributes', sentences.join(' '));
}
