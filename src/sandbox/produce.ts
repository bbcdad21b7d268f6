import { acceptJob } from './accept-job.js';
import type { Exchange } from './endpoint.js';
import { faultsOfTemplate, FAULTS } from './faults.js';
import { faultyAnswer, refusedBy } from './faulty-answer.js';
import type { ProduceRequest } from './produce-request.js';
import { record } from './record.js';
import { refuse } from './refuse.js';
import { runJob } from './run-job.js';
import type { Job, SandboxState } from './state.js';
import { findTemplate } from './templates.js';

/** What all calls that cost a credit do: produce, produce/simple, order/retry. Undefined where it is answered already. */
export async function produce(
  state: SandboxState,
  request: ProduceRequest,
  exchange: Exchange,
  again?: Job,
): Promise<{ jobId: string; orderId: string } | undefined> {
  const { live, ledger, options, templates } = state;
  const { response } = exchange;
  const faults = [
    ...faultsOfTemplate(request.templateName),
    ...[...live.use('answer'), ...live.use('callback'), ...live.use('render')],
  ];
  const fault = faults.find((name) => FAULTS[name].hook === 'answer');
  if (fault && refusedBy(fault, exchange)) return undefined;
  const template = findTemplate(templates, request.templateName);
  if (!template) return refuse(response, 406, 'there is no such template');
  const missing = missingFields(request, template.formFields);
  if (missing.length > 0) return refuse(response, 406, `mandatory form fields are missing: ${missing.join(', ')}`);
  if (ledger.creditsUsed >= options.credits) return refuse(response, 402, 'insufficient funds');

  const job = acceptJob(state, { request, template, faults, ...(again && { again }) });
  response.once('finish', () => record(state, { type: 'answered', jobId: job.jobId }));
  const life = runJob(state, job).catch(() => undefined);
  // An early callback is there before the answer; its life ends with the callback's delivery.
  if (faults.includes('early-callback')) await life;
  return fault ? faultyAnswer(state, job, fault, exchange) : { jobId: job.jobId, orderId: job.orderId };
}

/** Mandatory fields that neither the form nor every record gives. Save tokens carry their form with them. */
function missingFields(
  { templateName, vdp }: ProduceRequest,
  fields: { name: string; isMandatory: boolean }[],
): string[] {
  if (templateName.startsWith('st:')) return [];
  const given = (form: Record<string, unknown> | null | undefined, name: string) =>
    form?.[name] !== undefined && form[name] !== null && form[name] !== '';
  const records = vdp?.records ?? [];
  return fields
    .filter(({ name, isMandatory }) => isMandatory && !given(vdp?.form, name))
    .filter(({ name }) => records.length === 0 || !records.every((one) => given(one, name)))
    .map(({ name }) => name);
}
