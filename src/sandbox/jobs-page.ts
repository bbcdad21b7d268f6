import type { RequestHandler } from 'express';
import type { Delivery, Job, SandboxState } from './state.js';

/** Jobs that the page shows, the newest. */
const SHOWN = 200;

/** GET /: the account, and the jobs with their deliveries and files, as plain HTML. */
export function jobsPage(state: SandboxState): RequestHandler {
  return (_request, response) => {
    response.set('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'");
    response.type('html').send(page(state));
  };
}

function page({ jobs, ledger, options }: SandboxState): string {
  const newest = [...jobs.values()].slice(-SHOWN).reverse();
  const shown = new Set(newest.map(({ jobId }) => jobId));
  const deliveries = new Map<string, Delivery[]>();
  for (const delivery of ledger.deliveries.filter(({ jobId }) => shown.has(jobId)))
    deliveries.set(delivery.jobId, [...(deliveries.get(delivery.jobId) ?? []), delivery]);
  const rows = newest.map((job) => row(job, deliveries.get(job.jobId) ?? []));
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Printess sandbox</title><style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 2em; } table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; vertical-align: top; padding: .4em .8em .4em 0; border-bottom: 1px solid #ccc; }
code { font-size: 12px; word-break: break-all; }
</style></head><body>
<h1>Printess sandbox</h1>
<p>${jobs.size} jobs, ${ledger.creditsUsed} credits spent, ${options.credits - ledger.creditsUsed} left.
Try a call: <a href="/swagger/">Swagger UI</a>. <a href="/sandbox/ledger">Ledger</a>, <a href="/sandbox/faults">faults</a>,
<a href="/openapi.json">OpenAPI</a>. Reload the page for news.</p>
<table><thead><tr><th>accepted</th><th>order</th><th>template</th><th>state</th><th>callbacks</th><th>files</th></tr></thead>
<tbody>${rows.join('\n')}</tbody></table>
</body></html>`;
}

function row(job: Job, deliveries: Delivery[]): string {
  const told = deliveries.map(({ attempt, status, error }) => `${attempt}: ${status ?? error ?? ''}`);
  const waiting = job.request.callbackUrl ? 'not delivered yet' : 'no callbackUrl';
  const files = job.state === 'succeeded' ? job.files : [];
  const cells = [
    `${escape(job.createdOn)}<br><code>${escape(job.jobId)}</code>`,
    escape(job.request.externalOrderId ?? ''),
    escape(job.request.templateName),
    escape(job.failure ? `${job.state}: ${job.failure}` : job.state),
    escape(told.join(', ') || (job.told ? 'none' : waiting)),
    files.map(({ name, document }) => `<a href="/output/${escape(name)}">${escape(document)}</a>`).join('<br>'),
  ];
  return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
