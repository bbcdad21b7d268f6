import type { ActivityDeps } from './activity-deps.js';
import type { Activities } from './activity-types.js';
import { createCheckStatus } from './check-status.js';
import { createDeliverEvent } from './deliver-event.js';
import { createFindJobs } from './find-jobs.js';
import { createHandOver } from './hand-over.js';
import { createKeepFiles } from './keep-files.js';
import { createProduce } from './produce.js';

/** All activities of a worker: produce and findJobs for the production queue, the others for queues of their own. */
export function createActivities(deps: ActivityDeps): Activities {
  return {
    produce: createProduce(deps),
    findJobs: createFindJobs(deps),
    checkStatus: createCheckStatus(deps),
    deliverEvent: createDeliverEvent(deps),
    keepFiles: createKeepFiles(deps),
    handOver: createHandOver(deps),
  };
}
