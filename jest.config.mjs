const shared = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/lib/'],
};
const withTemporal = {
  globalSetup: '<rootDir>/test/support/start-temporal.mjs',
  globalTeardown: '<rootDir>/test/support/stop-temporal.mjs',
};

/** unit: no Temporal server; integration: one dev server for all files; e2e: processes of their own; webui: a browser, openapi: schemathesis, examples: PHP, deploy: the files of deployments, doors: hostile load, monitoring: Prometheus, all apart from `npm test`; replay: recorded histories. */
export default {
  testTimeout: 600_000,
  maxWorkers: 3,
  projects: [
    {
      ...shared,
      displayName: 'unit',
      testMatch: [
        '<rootDir>/test/{contract,printess,files,archive,sandbox,config,cli,docs,support,temporal-server}/**/*.test.ts',
        '<rootDir>/test/workflows/{item,order,publish}/**/*.test.ts',
        '<rootDir>/test/client/reopen-order.test.ts',
      ],
    },
    {
      ...shared,
      ...withTemporal,
      displayName: 'integration',
      testMatch: ['<rootDir>/test/{workflows,activities,server,client,worker,worker-plugin}/**/*.test.ts'],
      testPathIgnorePatterns: ['<rootDir>/test/workflows/(item|order|publish)/', '<rootDir>/test/client/reopen-order'],
    },
    { ...shared, displayName: 'e2e', testMatch: ['<rootDir>/test/e2e/**/*.test.ts'] },
    { ...shared, displayName: 'webui', testMatch: ['<rootDir>/test/webui/**/*.test.ts'] },
    { ...shared, displayName: 'examples', testMatch: ['<rootDir>/test/examples/**/*.test.ts'] },
    { ...shared, displayName: 'openapi', testMatch: ['<rootDir>/test/openapi/**/*.test.ts'] },
    { ...shared, displayName: 'deploy', testMatch: ['<rootDir>/test/deploy/**/*.test.ts'] },
    { ...shared, displayName: 'doors', testMatch: ['<rootDir>/test/doors/**/*.test.ts'] },
    { ...shared, displayName: 'monitoring', testMatch: ['<rootDir>/test/monitoring/**/*.test.ts'] },
    { ...shared, displayName: 'replay', testMatch: ['<rootDir>/test/replay/**/*.test.ts'] },
  ],
};
