import { randomBytes, randomUUID } from 'node:crypto';
import type { FaultName } from './faults.js';
import type { ProduceRequest } from './produce-request.js';
import { record } from './record.js';
import type { Job, OutputFile, SandboxState } from './state.js';
import { productionDocuments, type Template } from './templates.js';

/** Accepts a call: a job, and a credit less. A job that is ordered again keeps its order record. */
export function acceptJob(
  state: SandboxState,
  {
    request,
    template,
    faults,
    again,
  }: { request: ProduceRequest; template: Template; faults: FaultName[]; again?: Job },
): Job {
  const createdOn = new Date().toISOString();
  const job: Job = {
    jobId: `${randomBytes(20).toString('hex')}_${createdOn.replace(/[-:.Z]/g, '')}_${randomUUID()}`,
    orderId: again?.orderId ?? randomUUID(),
    request,
    faults,
    createdOn,
    state: 'rendering',
    files: filesOf(request, template),
  };
  record(state, { type: 'accepted', job, ...(again && { retried: again.jobId }) });
  return job;
}

/** The files that a request asks for. Their names carry an id of their own, as the vendor's do. */
function filesOf({ outputFiles, outputType, vdp }: ProduceRequest, template: Template): OutputFile[] {
  const type: OutputFile['type'] = outputType === 'png' || outputType === 'jpg' ? outputType : 'pdf';
  const wanted = outputFiles?.length
    ? outputFiles.map(({ documentName, vdp: own }, index) => ({
        document: documentOf(template, documentName ?? `document-${index + 1}`),
        records: own?.records?.length ?? vdp?.records?.length ?? 0,
      }))
    : productionDocuments(template).map((document) => ({ document, records: vdp?.records?.length ?? 0 }));
  const id = randomBytes(16).toString('hex');
  return wanted
    .flatMap(({ document: { name, pages, widthMm, heightMm }, records }) => {
      const all = { document: name, pages: pages * Math.max(1, records), widthMm, heightMm, type };
      if (type === 'pdf') return [all];
      return Array.from({ length: all.pages }, (_, index) => ({ ...all, pages: 1, index }));
    })
    .map((file, index) => ({ ...file, name: `${id}_${index + 1}.${type}` }));
}

function documentOf({ documents }: Template, name: string): Template['documents'][number] {
  const { pages = 1, widthMm = 210, heightMm = 297 } = documents.find((document) => document.name === name) ?? {};
  return { name, pages, widthMm, heightMm, production: true };
}
