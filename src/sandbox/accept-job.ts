import { randomBytes, randomUUID } from 'node:crypto';
import type { FaultName } from './faults.js';
import type { ProduceRequest } from './produce-request.js';
import type { Job, OutputFile, SandboxState } from './state.js';
import { productionDocuments } from './templates.js';

/** Accepts a produce call: a job, and a credit less. */
export function acceptJob(state: SandboxState, request: ProduceRequest, faults: FaultName[]): Job {
  const createdOn = new Date();
  const stamp = createdOn.toISOString().replace(/[-:.Z]/g, '');
  const job: Job = {
    jobId: `${randomBytes(20).toString('hex')}_${stamp}_${randomUUID()}`,
    orderId: randomUUID(),
    request,
    faults,
    createdOn,
    state: 'rendering',
    files: filesOf(request),
  };
  state.jobs.set(job.jobId, job);
  state.ledger.creditsUsed += 1;
  state.ledger.accepted.push({
    jobId: job.jobId,
    ...(request.externalOrderId != null && { externalOrderId: request.externalOrderId }),
    ...(request.orderMetaData != null && { metaData: request.orderMetaData }),
    templateName: request.templateName,
    at: createdOn.toISOString(),
    answered: false,
  });
  return job;
}

/** The files that a request asks for. Their names carry an id of their own, as the vendor's do. */
function filesOf({ templateName, outputFiles, vdp }: ProduceRequest): OutputFile[] {
  const documents = productionDocuments(templateName);
  const wanted = outputFiles?.length
    ? outputFiles.map(({ documentName }, index) => ({ name: documentName ?? `document-${index + 1}`, pages: 1 }))
    : documents;
  const records = vdp?.records?.length ?? 0;
  const id = randomBytes(16).toString('hex');
  return wanted.map(({ name, pages }, index) => ({
    document: name,
    name: `${id}_${index + 1}.pdf`,
    pages: pages * Math.max(1, records),
  }));
}
