import { setTimeout as sleep } from 'node:timers/promises';
import { deliver } from './deliver.js';
import { callbackBody, statusOf } from './result.js';
import type { Job, SandboxState } from './state.js';

const HOUR = 3_600_000;

/** A job's life after it was accepted: rendered, then told, as its faults want it. Resolves at once where it never ends. */
export async function runJob(state: SandboxState, job: Job): Promise<void> {
  const { faults } = job;
  const { renderMs, speed } = state.options;
  const wait = (ms: number) => sleep(ms, undefined, { signal: state.closing.signal });
  if (faults.includes('vanish')) job.state = 'vanished';
  if (job.state === 'vanished' || faults.includes('never-finish')) return;
  if (faults.includes('news-first')) await tell(state, job, { ...statusOf(state, job.jobId) });

  await wait(faults.includes('early-callback') ? 0 : renderMs);
  job.state = faults.includes('fail-render') ? 'failed' : 'succeeded';
  job.finishedOn = new Date();

  if (faults.includes('lose-callback')) return;
  if (faults.includes('late-callback')) await wait(HOUR / speed);
  if (faults.includes('foreign-callback'))
    await tell(state, job, { ...callbackBody(state, job), jobId: `${job.jobId.slice(0, 40)}_foreign` });
  const body = faults.includes('status-shape') ? statusOf(state, job.jobId) : callbackBody(state, job);
  await tell(state, job, faults.includes('garbled-callback') ? { hello: 'world' } : body);
  if (faults.includes('twice-callback')) await tell(state, job, body);
}

async function tell(state: SandboxState, job: Job, body: unknown): Promise<void> {
  const { callbackUrl } = job.request;
  if (callbackUrl) await deliver(state, job.jobId, callbackUrl, body);
}
