export { startWorker, type RunningWorker } from './start-worker.js';
export { workflowCode } from './workflow-code.js';
