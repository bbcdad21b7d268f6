// Packs the three packages of this source tree: `node scripts/pack.mjs FOLDER` after `npm run build`. The main one is this
// project as it stands; the client and the sandbox are what of lib/ their entries reach, with only what that imports.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const main = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

export const PACKAGES = {
  client: {
    name: 'printess-production-client',
    description: 'Starts and follows durable productions of Printess orders.',
  },
  sandbox: {
    name: 'printess-production-sandbox',
    description: 'A local stand-in of the Printess Backend API, with faults.',
  },
};

/** Packs all three into a folder; their tarballs' paths by `main`, `client`, `sandbox`. */
export function packAll(folder) {
  mkdirSync(folder, { recursive: true });
  return {
    main: pack(root, folder),
    ...Object.fromEntries(Object.keys(PACKAGES).map((entry) => [entry, packPart(entry, folder)])),
  };
}

function pack(from, to) {
  // npm is a script on some systems, which only a shell starts.
  const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', to];
  const name = execFileSync('npm', args, { cwd: from, encoding: 'utf8', shell: process.platform === 'win32' }).trim();
  return join(to, name.split('\n').at(-1));
}

function packPart(entry, folder) {
  const staged = mkdtempSync(join(tmpdir(), 'printess-pack-'));
  try {
    const packages = { needed: new Set(), optional: new Set() };
    for (const lib of ['lib', 'lib/cjs'])
      for (const file of reached(join(lib, entry, 'index'), packages)) {
        mkdirSync(dirname(join(staged, file)), { recursive: true });
        writeFileSync(
          join(staged, file),
          readFileSync(join(root, file), 'utf8').replace(/^\/\/# sourceMappingURL.*\n?/m, ''),
        );
      }
    cpSync(join(root, 'lib/cjs/package.json'), join(staged, 'lib/cjs/package.json'));
    cpSync(join(root, 'LICENSE'), join(staged, 'LICENSE'));
    writeFileSync(join(staged, 'README.md'), readme(entry));
    writeFileSync(join(staged, 'package.json'), `${JSON.stringify(manifest(entry, packages), null, 2)}\n`);
    return pack(staged, folder);
  } finally {
    rmSync(staged, { recursive: true });
  }
}

const IMPORT = /(?:from |import |(import\(|=> __importStar\(require\()|require\()['"]([^'"]+)['"]/g;

/**
 * The files of a module and of all that it imports from here; adds the packages that they import: `optional` are those that
 * are loaded at their first use alone, which tells what to install.
 */
function reached(entry, { needed, optional }) {
  const files = new Set();
  const visit = (todo, packages, isLazy) => {
    const later = [];
    for (const module of todo)
      for (const file of [`${module}.js`, `${module}.d.ts`]) {
        if (files.has(file) || !existsSync(join(root, file))) continue;
        files.add(file);
        for (const [, lazily, to] of readFileSync(join(root, file), 'utf8').matchAll(IMPORT)) {
          if (to.startsWith('.')) (lazily && !isLazy ? later : todo).push(join(dirname(file), to.replace(/\.js$/, '')));
          else if (file.endsWith('.js') && !to.startsWith('node:'))
            (lazily ? optional : packages).add(/^(@[^/]+\/)?[^/]+/.exec(to)[0]);
        }
      }
    return later;
  };
  visit(visit([entry], needed, false), optional, true);
  return files;
}

function manifest(entry, { needed, optional }) {
  const { version, license, repository, publishConfig, engines, exports, dependencies, peerDependencies } = main;
  const of = (versions, names) => Object.fromEntries(Object.entries(versions).filter(([name]) => names.has(name)));
  const extra = new Set([...optional].filter((name) => !needed.has(name)));
  const known = { ...dependencies, ...peerDependencies };
  const unknown = [...needed, ...extra].filter((name) => !(name in known));
  if (unknown.length > 0)
    throw new Error(`${PACKAGES[entry].name} imports ${unknown.join(', ')}: no dependency of this project`);
  return {
    ...PACKAGES[entry],
    version,
    license,
    ...(repository && { repository }),
    publishConfig,
    engines,
    type: 'module',
    main: `./lib/cjs/${entry}/index.js`,
    types: `./lib/cjs/${entry}/index.d.ts`,
    exports: { '.': exports[`./${entry}`], './package.json': './package.json' },
    files: ['lib'],
    dependencies: of(dependencies, needed),
    peerDependencies: { ...of(peerDependencies, needed), ...of(known, extra) },
    peerDependenciesMeta: Object.fromEntries([...extra].map((name) => [name, { optional: true }])),
  };
}

const readme = (entry) => `# ${PACKAGES[entry].name}

${PACKAGES[entry].description} A part of printess-production, whose \`printess-production/${entry}\` is the same; see its
documentation.
`;

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [folder] = process.argv.slice(2);
  if (!folder) throw new Error('Name a folder for the tarballs: node scripts/pack.mjs FOLDER');
  console.log(Object.values(packAll(resolve(folder))).join('\n'));
}
