import type { KnownJobs } from './activity-inputs.js';
import type { FoundJob } from './answer.js';

/** The rows of an item that its order does not know: while there are any, nothing is paid. */
export function unknownJobs(jobs: readonly FoundJob[], { jobIds, generations }: KnownJobs): FoundJob[] {
  return jobs.filter(({ jobId, generation }) => !jobIds.includes(jobId) && !generations.includes(generation));
}
