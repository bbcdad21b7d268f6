import type { ItemRun } from './order-run.js';

/** How many jobs were paid for an item, in words. */
export function jobsText({ jobs }: ItemRun): string {
  if (jobs.length === 0) return 'no call was accepted, so nothing was paid.';
  const one = jobs.length === 1;
  return `${jobs.length} call${one ? ' was' : 's were'} accepted (paid): ${jobs.map(({ jobId }) => jobId).join(', ')}.`;
}
