// Makes the packages that traces need, which are optional, dependencies in the package.json of this folder: `npm ci
// --omit=dev` then installs them as well, in the lock file's versions.
import { readFile, writeFile } from 'node:fs/promises';

const manifest = JSON.parse(await readFile('package.json', 'utf8'));
for (const [name, range] of Object.entries(manifest.peerDependencies)) {
  if (!name.includes('opentelemetry')) continue;
  manifest.dependencies[name] = range;
  for (const kind of ['peerDependencies', 'peerDependenciesMeta', 'devDependencies']) delete manifest[kind][name];
}
await writeFile('package.json', `${JSON.stringify(manifest, null, 2)}\n`);
