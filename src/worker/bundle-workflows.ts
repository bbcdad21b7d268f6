import { dirname, extname, join } from 'node:path';
import {
  bundleWorkflowCode,
  DefaultLogger,
  type BundleOptions,
  type WorkflowBundleWithSourceMap,
} from '@temporalio/worker';

/**
 * Bundles the workflow code as one module that a worker loads once, and not once an order: zod's schemas are most of
 * its weight. So a module may keep no state, for all orders of a worker would share it (a lint rule forbids it).
 * One module, because the SDK freezes what a preloaded module exports, and zod's schemas remember things in themselves. The
 * trace interceptors alone are loaded with each order: they are small, keep its state, and do nothing for an untraced one.
 */
export function bundleWorkflows(workflowsPath: string): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    preloadModules: [beside(workflowsPath, 'short-stacks'), workflowsPath],
    workflowInterceptorModules: [beside(workflowsPath, 'trace-interceptors')],
    webpackConfigHook: forWorkers,
    logger: new DefaultLogger('WARN'),
  });
}

const beside = (workflowsPath: string, name: string) =>
  join(dirname(workflowsPath), `${name}${extname(workflowsPath)}`);

const forWorkers: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  optimization: { concatenateModules: true, providedExports: true, usedExports: true, sideEffects: true },
  // Where a line stands, without the text of its file: each worker reads this twice, and ours show no text of sources.
  devtool: 'inline-nosources-source-map',
});
