import type { Job, SandboxState } from './state.js';

const FAILURE = 'The sandbox was asked to let this render fail: font "Foo Sans" is missing.';

/** ProcessResults of a finished job, in the vendor's shape. */
export function resultOf({ url }: SandboxState, job: Job): Record<string, unknown> | null {
  if (job.state !== 'succeeded') return null;
  const by = <T>(value: (file: Job['files'][number]) => T) =>
    Object.fromEntries(job.files.map((file) => [file.document, value(file)]));
  return {
    s: { t: 0, p: 63.6652, c: 215.3604, o: 0, d: 198.59 },
    r: by(({ name }) => `${url}/output/${name}`),
    d: by(({ name }) => name),
    p: null,
    pages: by(({ pages }) => pages),
    oi: { hasInvalidGlyph: job.faults.includes('invalid-glyph') },
    meta: job.request.meta ?? null,
    zip: null,
  };
}

/** The status answer about a job; a vanished or unknown one has never been enqueued. */
export function statusOf(state: SandboxState, jobId: string): Record<string, unknown> {
  const job = state.jobs.get(jobId);
  const known = job && job.state !== 'vanished' ? job : undefined;
  const finishedOn = known?.finishedOn?.toISOString() ?? null;
  return {
    jobId,
    isFinalStatus: known?.state === 'succeeded' || known?.state === 'failed',
    isSuccess: known?.state === 'succeeded',
    enqueuedOn: known?.createdOn.toISOString() ?? null,
    processingOn: known?.createdOn.toISOString() ?? null,
    finishedOn: known?.state === 'succeeded' ? finishedOn : null,
    failedOn: known?.state === 'failed' ? finishedOn : null,
    errorDetails: known?.state === 'failed' ? FAILURE : null,
    templateName: known?.request.templateName ?? null,
    result: known ? resultOf(state, known) : null,
  };
}

/** The body of a job's callback; on failure there is no result at all, as shipped receivers need it. */
export function callbackBody(state: SandboxState, job: Job): Record<string, unknown> {
  const { jobId, orderId, request } = job;
  const result = resultOf(state, job);
  return {
    jobId,
    orderId,
    userId: 'sandbox',
    templateName: request.templateName,
    externalOrderId: request.externalOrderId ?? null,
    meta: request.meta ?? '',
    ...(result && { result }),
    isFailure: job.state === 'failed',
    failureDetails: job.state === 'failed' ? FAILURE : null,
  };
}

/** A job's row in /orders/list. */
export function orderRow(state: SandboxState, job: Job): Record<string, unknown> {
  const { request } = job;
  const finished = job.state === 'succeeded' || job.state === 'failed';
  return {
    id: job.orderId,
    jobId: job.jobId,
    externalOrderId: request.externalOrderId ?? null,
    userId: 'sandbox',
    templateName: request.templateName,
    origin: request.origin,
    createdOn: job.createdOn.toISOString(),
    finishedOn: job.finishedOn?.toISOString() ?? null,
    isFinished: finished,
    isFailure: job.state === 'failed',
    failureDetails: job.state === 'failed' ? FAILURE : null,
    documents: job.files.length,
    copies: request.copies ?? 1,
    pages: job.files.reduce((sum, { pages }) => sum + pages, 0),
    usedCredits: 1,
    metaData: request.orderMetaData ?? null,
    usedPublishedVersion: request.usePublishedVersion ?? false,
    ...(finished && { result: resultOf(state, job) ?? {} }),
  };
}
