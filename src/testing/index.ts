export { startTestProduction, type TestProduction, type TestProductionOptions } from './start-test-production.js';
export { FAULTS, type FaultName } from '../sandbox/index.js';
