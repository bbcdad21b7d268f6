import type { RequestHandler } from 'express';
import { renderPdf } from './pdf.js';
import { renderPicture } from './picture.js';
import { refuse } from './refuse.js';
import type { SandboxState } from './state.js';

/** GET /output/NAME: the file of a finished job, rendered when it is fetched. */
export function outputRoute({ files }: SandboxState): RequestHandler<{ name: string }> {
  return async ({ params: { name } }, response) => {
    const job = files.get(name);
    const file = job?.state === 'succeeded' ? job.files.find((one) => one.name === name) : undefined;
    if (!job || !file) return refuse(response, 404, 'no such file');
    response.type(file.type).send(file.type === 'pdf' ? await renderPdf(job, file) : renderPicture(file));
  };
}
