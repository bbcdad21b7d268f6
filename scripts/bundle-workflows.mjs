// Bundles the workflow code once at build time, so that a worker starts from lib/workflow-bundle.js without webpack.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { code } = await bundleWorkflowCode({
  workflowsPath: here('../lib/workflows/index.js'),
  logger: new DefaultLogger('WARN'),
});
await writeFile(here('../lib/workflow-bundle.js'), code);
