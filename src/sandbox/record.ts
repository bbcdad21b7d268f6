import type { Delivery, Job, SandboxState } from './state.js';
import type { SaveToken } from './templates.js';

/** All that changes a sandbox for good, one JSON object each. */
export type SandboxEvent =
  | { type: 'called'; path: string }
  | { type: 'accepted'; job: Job; retried?: string }
  | { type: 'answered'; jobId: string }
  | { type: 'finished'; jobId: string; state: 'succeeded' | 'failed' | 'vanished'; at: string; failure?: string }
  | ({ type: 'delivered' } & Delivery)
  | { type: 'told'; jobId: string }
  | { type: 'unknown-properties'; names: string[] }
  | { type: 'credits'; added: number }
  | { type: 'spent'; credits: number }
  | { type: 'save-token'; token: string; about: SaveToken };

/** Whether the receiver took the callback: any 2xx. */
export const wasTaken = ({ status }: Pick<Delivery, 'status'>): boolean =>
  status !== undefined && status >= 200 && status < 300;

/** Makes something happen: the state changes, and the event is kept where the state outlives the process. */
export function record(state: SandboxState, event: SandboxEvent): void {
  state.keep(event);
  apply(state, event);
}

/** What an event does to the state: when it happens, and again when it is read after a restart. */
export function apply(state: SandboxState, event: SandboxEvent): void {
  const { ledger, jobs } = state;
  switch (event.type) {
    case 'called':
      ledger.calls[event.path] = (ledger.calls[event.path] ?? 0) + 1;
      return;
    case 'accepted':
      return accept(state, event.job, event.retried);
    case 'answered': {
      const entry = ledger.accepted.findLast(({ jobId }) => jobId === event.jobId);
      if (entry) entry.answered = true;
      return;
    }
    case 'finished': {
      const job = jobs.get(event.jobId);
      if (!job) return;
      job.state = event.state;
      if (event.state !== 'vanished') job.finishedOn = event.at;
      if (event.failure !== undefined) job.failure = event.failure;
      return;
    }
    case 'delivered': {
      const { type, ...delivery } = event;
      ledger.deliveries.push(delivery);
      if (wasTaken(delivery)) state.undelivered.delete(event.jobId);
      else state.undelivered.set(event.jobId, delivery.attempt);
      return;
    }
    case 'told': {
      const job = jobs.get(event.jobId);
      if (job) job.told = true;
      state.undelivered.delete(event.jobId);
      return;
    }
    case 'unknown-properties':
      ledger.unknownProperties.push(...event.names);
      return;
    case 'credits':
      state.options.credits += event.added;
      return;
    case 'spent':
      ledger.creditsUsed += event.credits;
      return;
    case 'save-token':
      state.templates.saveTokens.set(event.token, event.about);
  }
}

function accept({ jobs, files, ledger }: SandboxState, job: Job, retried?: string): void {
  const earlier = retried === undefined ? undefined : jobs.get(retried);
  if (earlier) earlier.replaced = true;
  jobs.set(job.jobId, job);
  for (const { name } of job.files) files.set(name, job);
  const { externalOrderId, orderMetaData, templateName } = job.request;
  ledger.creditsUsed += 1;
  ledger.accepted.push({
    jobId: job.jobId,
    ...(externalOrderId != null && { externalOrderId }),
    ...(orderMetaData != null && { metaData: orderMetaData }),
    templateName,
    at: job.createdOn,
    answered: false,
  });
}
