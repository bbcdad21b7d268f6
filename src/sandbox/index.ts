export { PrintessProductionError } from '../contract/error.js';
export { FAULTS, type FaultName } from './faults.js';
export { SandboxError } from './sandbox-error.js';
export { startSandbox, type Sandbox, type SandboxOptions } from './start-sandbox.js';
