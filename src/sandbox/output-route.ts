import type { RequestHandler } from 'express';
import { renderPdf } from './pdf.js';
import type { SandboxState } from './state.js';

/** GET /output/NAME.pdf: the file of a finished job, rendered when it is fetched. */
export function outputRoute(state: SandboxState): RequestHandler<{ name: string }> {
  return async (request, response) => {
    for (const job of state.jobs.values()) {
      const file = job.state === 'succeeded' ? job.files.find(({ name }) => name === request.params.name) : undefined;
      if (!file) continue;
      response.type('application/pdf').send(Buffer.from(await renderPdf(job, file)));
      return;
    }
    response.status(404).json({ c: 404, m: 'no such file' });
  };
}
