import type { Client } from '@temporalio/client';
import { isAtLeast } from '../../temporal-server/index.js';
import { fault, ok, type Finding } from './check.js';

/** The oldest Temporal server that is tested: docs/deploy.md says what an older one lacks. */
export const OLDEST_SERVER = '1.29.0';

/** Whether Temporal answers, and is recent enough. Temporal Cloud is always. */
export async function checkServerVersion(client: Client): Promise<Finding> {
  const { serverVersion } = await client.workflowService.getSystemInfo({});
  return versionFinding(serverVersion);
}

/** What a server's word about its version means. */
export function versionFinding(said: string): Finding {
  const version = /^\d+\.\d+\.\d+/.exec(said)?.[0];
  if (version === undefined) return ok('Temporal', 'answers');
  if (isAtLeast(version, OLDEST_SERVER)) return ok('Temporal', `answers, version ${said}`);
  return fault('Temporal', `It is of version ${said}: upgrade it to ${OLDEST_SERVER} or later; see docs/deploy.md.`);
}
