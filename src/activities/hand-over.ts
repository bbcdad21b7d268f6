import { ApplicationFailure } from '@temporalio/activity';
import type { HandOverInput } from '../contract/delivery.js';
import { FAILURES } from '../contract/names.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';

/** Writes an order's manifest, the last of its files. Throws `NotDelivered`, which Temporal tries again. */
export function createHandOver({ files }: Pick<ActivityDeps, 'files'>): Activities['handOver'] {
  return async (input: HandOverInput): Promise<{ manifest: string }> => {
    try {
      if (!files?.archive) throw new Error('The worker has no archive: set ARCHIVE_URL and restart it.');
      return { manifest: await files.archive.writeManifest(input) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      throw ApplicationFailure.create({
        message: `The manifest of order ${input.orderId} is not written yet: ${why} It is tried again.`,
        type: FAILURES.notDelivered,
      });
    }
  };
}
