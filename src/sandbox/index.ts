export { FAULTS, type FaultName } from './faults.js';
export { startSandbox, type Sandbox, type SandboxOptions } from './start-sandbox.js';
