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
 * One module, because the SDK freezes what a preloaded module exports, and zod's schemas remember things in themselves.
 */
export function bundleWorkflows(workflowsPath: string): Promise<WorkflowBundleWithSourceMap> {
  return bundleWorkflowCode({
    workflowsPath,
    preloadModules: [workflowsPath],
    workflowInterceptorModules: [traceInterceptorsBeside(workflowsPath)],
    webpackConfigHook: asOneModule,
    logger: new DefaultLogger('WARN'),
  });
}

/** Small, and with a state for each order: so they are loaded with each. They do nothing where an order was started untraced. */
const traceInterceptorsBeside = (workflowsPath: string) =>
  join(dirname(workflowsPath), `trace-interceptors${extname(workflowsPath)}`);

const asOneModule: NonNullable<BundleOptions['webpackConfigHook']> = (config) => ({
  ...config,
  optimization: { concatenateModules: true, providedExports: true, usedExports: true, sideEffects: true },
});
