import { activityInfo, log, metricMeter } from '@temporalio/activity';
import type { CheckStatusInput, StatusAnswer } from '../contract/activity-inputs.js';
import { fitOutcome } from '../printess/fit-files.js';
import { readStatus } from '../printess/to-outcome.js';
import { METRICS } from '../contract/metric-names.js';
import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { toActivityFailure, unknownShop } from './failures.js';

/** Asks Printess once how a job stands. The call is throttled by Printess: its task queue's rate is the server's to keep. */
export function createCheckStatus({ shop: shopOf }: Pick<ActivityDeps, 'shop'>): Activities['checkStatus'] {
  return async ({ shop, orderId, itemId, jobId, httpTimeout, filesBytes }: CheckStatusInput): Promise<StatusAnswer> => {
    const answered = (answer: string) => {
      log.info('A status check was answered', { shop, order: orderId, item: itemId, job: jobId, answer });
      metricMeter
        .createCounter(METRICS.statusChecks, undefined, 'Status checks by their answer')
        .add(1, { shop, answer });
    };
    const connection = shopOf(shop);
    if (!connection) throw unknownShop(shop);
    const statusCalls = activityInfo().attempt;
    try {
      const read = readStatus(await connection.client.jobStatus(jobId, httpTimeout));
      answered(read.kind === 'final' ? read.outcome.kind : read.kind);
      if (read.kind !== 'final') return { kind: read.kind, statusCalls };
      return { kind: 'final', outcome: fitOutcome(read.outcome, filesBytes), statusCalls };
    } catch (error) {
      answered('none');
      throw toActivityFailure(error);
    }
  };
}
