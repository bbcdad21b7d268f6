import type { Job, SandboxState } from './state.js';
import type { CallbackBody, OrderRow, ResultAnswer, StatusAnswer } from './wire-answers.js';

/** The one user of the account. */
export const USER = 'sandbox';

/** Whether a job has an outcome. */
export const hasEnded = (state: Job['state']): boolean => state === 'succeeded' || state === 'failed';

/** ProcessResults of a finished job, in the vendor's shape. */
export function resultOf({ url }: SandboxState, job: Job): ResultAnswer | null {
  if (job.state !== 'succeeded') return null;
  const urlOf = (name: string) => `${url}/output/${name}`;
  const documents = job.files.filter(({ type }) => type === 'pdf');
  const pictures = job.files.filter(({ type }) => type !== 'pdf');
  const pages: Record<string, number> = {};
  for (const file of job.files) pages[file.document] = (pages[file.document] ?? 0) + file.pages;
  return {
    s: { t: 0, p: 63.6652, c: 215.3604, o: 0, d: 198.59 },
    r: pictures.length > 0 ? null : Object.fromEntries(documents.map(({ document, name }) => [document, urlOf(name)])),
    d: pictures.length > 0 ? null : Object.fromEntries(documents.map(({ document, name }) => [document, name])),
    p:
      pictures.length > 0
        ? pictures.map(({ document, name, index = 0 }) => ({ d: document, u: urlOf(name), i: index }))
        : null,
    pages,
    oi: { hasInvalidGlyph: job.faults.includes('invalid-glyph') },
    meta: job.request.meta ?? null,
    zip: null,
  };
}

/** The status answer about a job; a vanished or unknown one has never been enqueued. */
export function statusOf(state: SandboxState, jobId: string): StatusAnswer {
  const job = state.jobs.get(jobId);
  const known = job && job.state !== 'vanished' ? job : undefined;
  const finishedOn = known?.finishedOn ?? null;
  return {
    jobId,
    isFinalStatus: known !== undefined && hasEnded(known.state),
    isSuccess: known?.state === 'succeeded',
    enqueuedOn: known?.createdOn ?? null,
    processingOn: known?.createdOn ?? null,
    finishedOn: known?.state === 'succeeded' ? finishedOn : null,
    failedOn: known?.state === 'failed' ? finishedOn : null,
    errorDetails: known?.failure ?? null,
    templateName: known?.request.templateName ?? null,
    result: known ? resultOf(state, known) : null,
  };
}

/** The body of a job's callback; on failure there is no result at all, as shipped receivers need it. */
export function callbackBody(state: SandboxState, job: Job): CallbackBody {
  const { jobId, orderId, request } = job;
  const result = resultOf(state, job);
  return {
    jobId,
    orderId,
    userId: USER,
    templateName: request.templateName,
    externalOrderId: request.externalOrderId ?? null,
    meta: request.meta ?? '',
    ...(result && { result }),
    isFailure: job.state === 'failed',
    failureDetails: job.failure ?? null,
  };
}

/** A job's row in /orders/list. */
export function orderRow(state: SandboxState, job: Job): OrderRow {
  const { request } = job;
  const finished = hasEnded(job.state);
  const [first] = job.files;
  return {
    id: job.orderId,
    jobId: job.jobId,
    externalOrderId: request.externalOrderId ?? null,
    userId: USER,
    sourceUserId: null,
    templateName: request.templateName,
    origin: request.origin,
    shopSaveId: null,
    productType: request.productType ?? null,
    createdOn: job.createdOn,
    finishedOn: job.finishedOn ?? null,
    isFinished: finished,
    isFailure: job.state === 'failed',
    failureDetails: job.failure ?? null,
    usedImposition: null,
    documents: new Set(job.files.map(({ document }) => document)).size,
    copies: request.copies ?? 1,
    pages: job.files.reduce((sum, { pages }) => sum + pages, 0),
    size: first ? `${first.widthMm}x${first.heightMm}mm` : '',
    usedCredits: 1,
    metaData: request.orderMetaData ?? null,
    loadableTemplateName: request.templateName,
    usedPublishedVersion: request.usePublishedVersion ?? false,
    ...(finished && { result: resultOf(state, job) ?? {} }),
  };
}
