import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { bundleWorkflows } from '../../src/worker/bundle-workflows.js';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A build of this project with other workflow code, as another release would be. */
export interface PlantedBuild {
  bin: string;
  remove: () => Promise<void>;
}

/** The diff that docs/replay.md prints as its example of a change of the workflow. */
export async function documentedChange(): Promise<string> {
  const page = await readFile(join(root, 'docs/replay.md'), 'utf8');
  const [, diff] = /^```diff\n(.*?)^```$/ms.exec(page) ?? [];
  if (diff === undefined) throw new Error('docs/replay.md prints no diff');
  return diff;
}

/** Builds the workflow code with a change; all else is what `npm run build` has made. */
export async function plantBuild(diff: string): Promise<PlantedBuild> {
  // Below the project, so that the copy finds its packages.
  await mkdir(join(root, '.printess'), { recursive: true });
  const folder = await mkdtemp(join(root, '.printess/build-'));
  for (const part of ['src', 'lib', 'bin']) await cp(join(root, part), join(folder, part), { recursive: true });
  await writeFile(join(folder, 'package.json'), '{"type":"module","version":"0.0.0"}');
  const file = join(folder, 'change.diff');
  await writeFile(file, diff);
  await promisify(execFile)('git', ['apply', file], { cwd: folder });
  const { code } = await bundleWorkflows(join(folder, 'src/workflows/index.ts'));
  await writeFile(join(folder, 'lib/workflow-bundle.js'), code);
  return {
    bin: join(folder, 'bin/printess-production.js'),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
