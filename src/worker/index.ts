export { installMeasuredRuntime, installRuntime, type SdkMetrics } from './runtime.js';
export { startWorker, type RunningWorker } from './start-worker.js';
export { workflowCode } from './workflow-code.js';
