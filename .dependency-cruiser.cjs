// Who may know whom: the stations of an order's path, each knowing only its neighbours (docs/architecture.md).
const only = (folder, allowed, comment) => ({
  name: `${folder.replace('/', '-')}-knows-only-its-neighbours`,
  comment,
  severity: 'error',
  from: { path: `^src/${folder}/` },
  to: { path: '^src/', pathNot: [`^src/${folder}/`, ...allowed.map((a) => `^src/${a}`)] },
});

module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('contract', [], 'The words all stations share know no station.'),
    only('client', ['contract/', 'files/'], 'The shop’s side sees the contract, and fetches files.'),
    only('printess', ['contract/'], 'The HTTP boundary knows no Temporal.'),
    only('files', ['contract/', 'printess/'], 'Fetches files from URLs that nobody trusts.'),
    only('archive', ['contract/', 'files/'], 'Keeps files; knows not where they come from.'),
    only(
      'activities',
      ['archive/', 'contract/', 'files/', 'printess/'],
      'Activities call Printess, and keep its files.',
    ),
    only(
      'server',
      ['archive/', 'contract/', 'client/', 'openapi/', 'printess/'],
      'The server hears Printess and the shop.',
    ),
    only('temporal-server', ['contract/'], 'Finds and starts a local Temporal.'),
    only('sandbox', ['contract/', 'openapi/', 'printess/wire'], 'The sandbox knows the vendor’s shapes, not our code.'),
    only(
      'worker-plugin',
      ['activities/', 'config', 'contract/', 'worker/', 'workflows/'],
      'A worker for workers of other people: what ours is made of.',
    ),
    only(
      'testing',
      ['client/', 'config', 'contract/', 'sandbox/', 'server/', 'temporal-server/', 'worker/'],
      'Puts everything together for the tests of a shop.',
    ),
    only('openapi', [], 'Documents of HTTP APIs, whatever they are about.'),
    only('workflows', ['contract/', 'activities/'], 'Workflows see the contract and activity types.'),
    {
      name: 'clients-carry-no-worker',
      comment: 'A shop’s program loads the client alone: no native code, no server.',
      severity: 'error',
      from: { path: '^src/client/' },
      to: { path: '@temporalio/(worker|workflow|activity)|/node_modules/express/', reachable: true },
    },
    {
      name: 'wiring-is-for-processes',
      comment: 'Environment and connections are read where a process is put together, and handed on from there.',
      severity: 'error',
      from: {
        path: '^src/',
        pathNot: '^src/(cli|worker|worker-plugin|testing|config)/|^src/(config|temporal-connection)[.]ts$',
      },
      to: { path: '^src/(config|temporal-connection)[.]ts$' },
    },
    {
      name: 'configuration-has-one-door',
      comment: 'What lies in src/config/ is reached by src/config.ts.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/config(/|[.]ts$)' },
      to: { path: '^src/config/' },
    },
    {
      name: 'workflows-see-activity-types-only',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { path: '^src/activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-use-no-node',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflows-use-few-packages',
      severity: 'error',
      from: { path: '^src/workflows/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev'],
        // Types of spans: nothing of OpenTelemetry is in the bundle.
        pathNot:
          'node_modules/(@temporalio/(workflow|common)|zod)/|interceptors-opentelemetry/lib/workflow/definitions[.]js$',
      },
    },
    {
      name: 'nobody-imports-the-commands',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/cli/' },
      to: { path: '^src/cli/' },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'require', 'node', 'default'] },
  },
};
