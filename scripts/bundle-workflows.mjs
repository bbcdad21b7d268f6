// Bundles the workflow code once at build time, so that a worker starts from lib/workflow-bundle.js without webpack.
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorkflows } from '../lib/worker/bundle-workflows.js';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { code } = await bundleWorkflows(here('../lib/workflows/index.js'));
await writeFile(here('../lib/workflow-bundle.js'), code);
