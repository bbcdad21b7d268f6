import type { Response } from 'express';
import { refuse, throttle } from './refuse.js';
import type { SandboxState } from './state.js';

/** So many status calls about one job in so many milliseconds are a loop. */
const CALLS = 30;
const WINDOW = 10_000;

/** Whether a status call is answered with an error: a fault is on, or the caller asks about a job in a loop. */
export function refusedStatus({ live, jobs }: SandboxState, jobId: string, response: Response): boolean {
  const faults = live.use('status');
  const job = jobs.get(jobId);
  if (faults.includes('status-fails')) {
    refuse(response, 500, 'unknown error');
    return true;
  }
  const now = Date.now();
  if (job && (!job.asked || now - job.asked.since > WINDOW)) job.asked = { since: now, calls: 0 };
  const looping = job?.asked !== undefined && ++job.asked.calls > CALLS;
  if (!looping && !faults.includes('status-throttled')) return false;
  throttle(response, looping ? WINDOW / 1000 : 1);
  return true;
}
