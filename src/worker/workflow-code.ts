import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WorkerOptions } from '@temporalio/worker';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The workflow code of this build: the bundle made by `npm run build`, or the sources where there is none. */
export async function workflowCode(): Promise<Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>> {
  const bundle = here('../workflow-bundle.js');
  try {
    await access(bundle);
    return { workflowBundle: { codePath: bundle } };
  } catch {
    return { workflowsPath: here(`../workflows/index${extname(import.meta.url)}`) };
  }
}
