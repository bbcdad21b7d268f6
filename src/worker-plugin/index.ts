export { createWorkerPlugin, type WorkerPlugin, type WorkerPluginOptions } from './plugin.js';
