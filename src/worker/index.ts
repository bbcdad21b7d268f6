export { byTaskQueue, createSideWorkers } from './create-workers.js';
export { activityDeps, filesDeps, graceTimeOf } from './start-worker.js';
export { installMeasuredRuntime, installRuntime, type SdkMetrics } from './runtime.js';
export { NEVER_CUT_OFF } from './never-cut-off.js';
export { NO_TRACING } from './no-tracing.js';
export { startWorker, type RunningWorker } from './start-worker.js';
export { workflowCode } from './workflow-code.js';
