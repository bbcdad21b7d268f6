import { access } from 'node:fs/promises';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import type { WorkflowBundleOption } from '@temporalio/worker';
import { bundleWorkflows } from './bundle-workflows.js';

type WorkflowCode = { workflowBundle: WorkflowBundleOption } | { workflowsPath: string };

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/**
 * The workflow code of this build: the bundle made by `npm run build`, or one made now where there is none. A converter that
 * has to run inside the workflows is bundled with them by the worker itself.
 */
export async function workflowCode(converter: DataConverter = {}): Promise<WorkflowCode> {
  const workflowsPath = here(`../workflows/index${extname(import.meta.url)}`);
  if (converter.payloadConverterPath !== undefined || converter.failureConverterPath !== undefined)
    return { workflowsPath };
  const bundle = here('../workflow-bundle.js');
  try {
    await access(bundle);
    return { workflowBundle: { codePath: bundle } };
  } catch {
    return { workflowBundle: await bundleWorkflows(workflowsPath) };
  }
}
