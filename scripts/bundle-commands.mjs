// Bundles src/cli into lib/cli, a file for each command and for what commands share: Node takes a third of a millisecond for
// each file that it loads, and a command would load up to two hundred. Packages stay what they are, but for BUNDLED.
import { readFile, rm } from 'node:fs/promises';
import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Packages whose code goes into the bundle: zod's files are languages for nine tenths, which nothing here speaks. */
export const BUNDLED = ['zod'];

const root = fileURLToPath(new URL('..', import.meta.url));
const out = `${root}lib/cli`;
const slashes = (path) => path.replaceAll('\\', '/');

/** What a module finds beside itself it finds from the bundle too: `import.meta.url` stays that of the file in lib/. */
const ownPlaces = {
  name: 'own-places',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]src[\\/].*\.ts$/ }, async ({ path }) => {
      const place = slashes(relative(`${root}src`, path)).replace(/ts$/, 'js');
      const code = await readFile(path, 'utf8');
      return {
        loader: 'ts',
        contents: code.replaceAll('import.meta.url', `new URL('../${place}', import.meta.url).href`),
      };
    });
  },
};

const packagesStay = {
  name: 'packages-stay',
  setup({ onResolve }) {
    onResolve({ filter: /^[^.]/ }, ({ path, kind }) =>
      kind === 'entry-point' || BUNDLED.includes(path) ? undefined : { path, external: true },
    );
  },
};

const bundle = (options) =>
  build({
    absWorkingDir: root,
    outdir: out,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    sourcesContent: false,
    plugins: [ownPlaces, packagesStay],
    logLevel: 'warning',
    ...options,
  });

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const main = 'src/cli/main.ts';
  const { metafile } = await bundle({ entryPoints: [main], metafile: true, write: false });
  // What is loaded later has a name that stays: a process finds it also where the package was replaced under it.
  const loadedLater = Object.values(metafile.outputs).flatMap(({ entryPoint }) =>
    entryPoint === undefined || entryPoint === main ? [] : [entryPoint],
  );
  const named = (path) => [path.replace(/^src\/|\.ts$/g, '').replaceAll('/', '-'), path];
  // Names of what is shared tell what is in it: those of the last build stay otherwise.
  await rm(out, { recursive: true, force: true });
  await bundle({ entryPoints: Object.fromEntries([['main', main], ...loadedLater.map(named)]) });
}
