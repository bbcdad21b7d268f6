import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';
import { bundleWorkflows } from './bundle-workflows.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The workflow code of this build: the bundle made by `npm run build`, or one made now where there is none. */
export async function workflowCode(): Promise<Required<Pick<WorkerOptions, 'workflowBundle'>>> {
  const bundle = here('../workflow-bundle.js');
  try {
    await access(bundle);
    return { workflowBundle: { codePath: bundle } };
  } catch {
    return { workflowBundle: await bundleWorkflows(here(`../workflows/index${extname(import.meta.url)}`)) };
  }
}
