import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
// jest maps no module names here: so the built code, which `npm test` makes anew.
import { ensureTemporalCli, startTemporalServer } from '../../lib/temporal-server/index.js';
import { TIME_SKIPPING } from '../../lib/testing/skip-time.js';
import { bundleWorkflows } from '../../lib/worker/bundle-workflows.js';

/** One namespace for each of jest's workers, so that files that run at the same time don't meet. */
const NAMESPACES = 4;

/** jest's global setup: one Temporal server and one bundle of the workflow code for all files of a run. */
export default async function startTemporal() {
  const namespaces = Array.from({ length: NAMESPACES }, (_, index) => ['--namespace', `test-${index + 1}`]).flat();
  const server = await startTemporalServer({
    cli: await ensureTemporalCli(),
    flags: [...namespaces, ...TIME_SKIPPING],
  });
  globalThis.stopTestTemporal = () => server.stop();
  const bundle = join(await mkdtemp(join(tmpdir(), 'printess-test-')), 'workflow-bundle.js');
  const workflowsPath = fileURLToPath(new URL('../../src/workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflows(workflowsPath);
  await writeFile(bundle, code);
  process.env.PRINTESS_TEST_TEMPORAL_ADDRESS = server.address;
  process.env.PRINTESS_TEST_WORKFLOW_BUNDLE = bundle;
}
