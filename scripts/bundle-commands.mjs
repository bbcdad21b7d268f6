// Bundles src/cli into lib/cli, a file for each command and for what commands share: Node takes a third of a millisecond for
// each file that it loads, and a command would load up to two hundred. Packages stay what they are.
import { readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
const { dependencies, optionalDependencies, peerDependencies } = JSON.parse(
  await readFile(`${root}package.json`, 'utf8'),
);
const [src, out] = [`${root}src`, `${root}lib/cli`];

/** What a module finds beside itself it finds from the bundle too: `import.meta.url` stays that of the file in lib/. */
const ownPlaces = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /\/src\/.*\.ts$/ }, async ({ path }) => {
      const place = relative(out, path.replace(src, `${root}lib`).replace(/ts$/, 'js')).replaceAll('\\', '/');
      const code = await readFile(path, 'utf8');
      return {
        loader: 'ts',
        contents: code.replaceAll('import.meta.url', `new URL(${JSON.stringify(place)}, import.meta.url).href`),
      };
    });
  },
};

// Their names tell what is in them: those of the last build stay otherwise.
await rm(out, { recursive: true, force: true });
await build({
  absWorkingDir: root,
  entryPoints: [`${src}/cli/main.ts`],
  outdir: out,
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies }).filter(
    (name) => name !== 'zod',
  ),
  sourcemap: true,
  sourcesContent: false,
  plugins: [ownPlaces],
  logLevel: 'warning',
});
