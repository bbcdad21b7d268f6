import { setTimeout as sleep } from 'node:timers/promises';
import { deliver } from './deliver.js';
import { record } from './record.js';
import { callbackBody, statusOf } from './result.js';
import type { Job, SandboxState } from './state.js';
import { expiryOf } from './templates.js';

const HOUR = 3_600_000;
const FAILURE = 'The sandbox was asked to let this render fail: font "Foo Sans" is missing.';
const EXPIRED = 'The save token has expired: its design and images are gone.';

/** A job's life after it was accepted, or read from a file: rendered, then told, as its faults want it. */
export async function runJob(state: SandboxState, job: Job): Promise<void> {
  const { faults, jobId } = job;
  const { renderMs, speed } = state.options;
  const wait = (ms: number) => sleep(ms, undefined, { signal: state.closing.signal });
  const now = () => new Date().toISOString();
  if (job.told || job.state === 'vanished') return;
  if (faults.includes('vanish')) return record(state, { type: 'finished', jobId, state: 'vanished', at: now() });
  if (faults.includes('never-finish')) return;

  if (job.state === 'rendering') {
    if (faults.includes('news-first')) await tell(state, job, { ...statusOf(state, jobId) });
    await wait(faults.includes('early-callback') ? 0 : renderMs);
    const failure = failureOf(state, job);
    if (failure === undefined) record(state, { type: 'finished', jobId, state: 'succeeded', at: now() });
    else record(state, { type: 'finished', jobId, state: 'failed', at: now(), failure });
  }

  if (!faults.includes('lose-callback')) {
    if (faults.includes('late-callback')) await wait(HOUR / speed);
    await tellTheEnd(state, job);
  }
  record(state, { type: 'told', jobId });
}

async function tellTheEnd(state: SandboxState, job: Job): Promise<void> {
  const { faults } = job;
  if (faults.includes('foreign-callback'))
    await tell(state, job, { ...callbackBody(state, job), jobId: `${job.jobId.slice(0, 40)}_foreign` });
  const body = faults.includes('status-shape') ? statusOf(state, job.jobId) : callbackBody(state, job);
  await tell(state, job, faults.includes('garbled-callback') ? { hello: 'world' } : body);
  if (faults.includes('twice-callback')) await tell(state, job, body);
}

function failureOf({ templates }: SandboxState, { faults, request, createdOn }: Job): string | undefined {
  if (faults.includes('fail-render')) return FAILURE;
  const { templateName } = request;
  return templateName.startsWith('st:') && expiryOf(templates, templateName) < createdOn ? EXPIRED : undefined;
}

async function tell(state: SandboxState, job: Job, body: object): Promise<void> {
  const { callbackUrl } = job.request;
  if (callbackUrl) await deliver(state, job.jobId, callbackUrl, body);
}
