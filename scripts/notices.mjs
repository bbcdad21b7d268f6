// Writes the licences of the packages whose code lib/ carries in its bundles: whoever passes it on passes them on too.
import { Buffer } from 'node:buffer';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BUNDLED } from './bundle-commands.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** The folders of packages that a bundle is made of, by its source map. */
export function packagesIn(code) {
  const [, encoded = ''] = /sourceMappingURL=data:[^,]*base64,([A-Za-z0-9+/=]+)\s*$/.exec(code) ?? [];
  const { sources } = JSON.parse(Buffer.from(encoded, 'base64').toString() || '{"sources":[]}');
  const names = sources.flatMap((source) => {
    const [, name] = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source) ?? [];
    return name ? [name] : [];
  });
  return [...new Set(names)].sort();
}

async function notice(name) {
  const folder = here(`../node_modules/${name}`);
  const { version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
  const files = (await readdir(folder)).filter((file) => /^(licen[cs]e|notice)/i.test(file)).sort();
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), 'utf8')));
  return `${name} ${version}: ${license}\n\n${texts.map((text) => text.trim()).join('\n\n')}\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const ofWorkflows = packagesIn(await readFile(here('../lib/workflow-bundle.js'), 'utf8'));
  if (ofWorkflows.length === 0) throw new Error('The workflow bundle has no source map, or carries nothing');
  const notices = [];
  for (const name of [...new Set([...ofWorkflows, ...BUNDLED])].sort()) notices.push(await notice(name));
  const head = 'workflow-bundle.js and cli/ in this folder carry code of the packages below.\n';
  const line = `\n${'-'.repeat(80)}\n\n`;
  await writeFile(here('../lib/THIRD-PARTY-NOTICES.txt'), [head, ...notices].join(line));
}
