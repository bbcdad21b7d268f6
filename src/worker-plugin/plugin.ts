import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { msToNumber } from '@temporalio/common/lib/time.js';
import { SimplePlugin } from '@temporalio/plugin';
import type { BundleOptions, ReplayWorkerOptions, Worker, WorkerOptions } from '@temporalio/worker';
import { createActivities, type FilesDeps } from '../activities/index.js';
import { loadConfig, type Config } from '../config.js';
import { PRODUCTION_ORDER, TASK_QUEUES } from '../contract/names.js';
import {
  activityDeps,
  byTaskQueue,
  createSideWorkers,
  filesDeps,
  graceTimeOf,
  NEVER_CUT_OFF,
  NO_TRACING,
} from '../worker/index.js';

export interface WorkerPluginOptions {
  /** The variables that `printess-production worker` reads (docs/configuration.md); `process.env` if absent. */
  env?: NodeJS.ProcessEnv;
}

/** The SDK's own type of them is not to be had here. */
interface Durations {
  shutdownGraceTime?: string | number;
  shutdownForceTime?: string | number;
}

interface Resolving {
  resolve?: { alias?: object };
}

type Code = Pick<WorkerOptions, 'workflowsPath' | 'workflowBundle' | 'dataConverter' | 'interceptors'>;

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const EXTENSION = extname(import.meta.url);
const WORKFLOWS = here(`../workflows/index${EXTENSION}`);
const BESIDE = here(`./workflows-beside${EXTENSION}`);
const BUNDLE = here('../workflow-bundle.js');

/**
 * Has a worker of the task queue `printess-production` take orders, beside workflows and activities of its own: give it as one
 * of the worker's `plugins`, and to `bundleWorkflowCode` where the workflows are bundled before. Status checks and events
 * have task queues of their own; workers for them start and end with it. Made by `createWorkerPlugin`.
 */
export class WorkerPlugin extends SimplePlugin {
  readonly #config: Config;
  readonly #files: FilesDeps;
  #activities: ReturnType<typeof byTaskQueue> | undefined;

  constructor(config: Config, files: FilesDeps) {
    super({ name: 'printess-production' });
    this.#config = config;
    this.#files = files;
  }

  /** Adds our workflows and activities; a shutdown lets calls to Printess end. Throws where an activity of ours is there. */
  override configureWorker(options: WorkerOptions): WorkerOptions {
    const { taskQueue, namespace = 'default', activities = {} } = options;
    const { shutdownGraceTime = 0 } = options as Durations;
    if (isSide(taskQueue)) return options;
    if (taskQueue !== TASK_QUEUES.production)
      throw new Error(
        `Orders are on the task queue ${TASK_QUEUES.production}, and this worker takes ${taskQueue}: give the ` +
          `plugin to a worker of ${TASK_QUEUES.production}; it may stand beside the other in one process.`,
      );
    this.#activities = byTaskQueue(createActivities({ ...activityDeps(this.#config, namespace), files: this.#files }));
    const ours = this.#activities.produceActivities;
    const taken = Object.keys(ours).filter((name) => name in activities);
    if (taken.length > 0)
      throw new Error(`The worker has activities of its own with the names of ours: ${taken.join(', ')}. Rename them.`);
    const grace = Math.max(msToNumber(shutdownGraceTime), graceTimeOf(this.#config));
    const sinks = { ...NO_TRACING.sinks, ...options.sinks };
    return {
      ...NEVER_CUT_OFF,
      ...options,
      ...codeFor(options),
      sinks,
      activities: { ...activities, ...ours },
      shutdownGraceTime: grace,
    };
  }

  override configureReplayWorker(options: ReplayWorkerOptions): ReplayWorkerOptions {
    return { ...options, ...codeFor(options), sinks: { ...NO_TRACING.sinks, ...options.sinks } };
  }

  /** Adds our workflows to those that are bundled. */
  override configureBundler(options: BundleOptions): BundleOptions {
    if (options.workflowsPath === WORKFLOWS) return options;
    const { workflowsPath, webpackConfigHook } = options;
    const hook: typeof webpackConfigHook = (given) => {
      const config = (webpackConfigHook ? webpackConfigHook(given) : given) as Resolving;
      const alias = { ...config.resolve?.alias, __printess_production_beside$: workflowsPath };
      return { ...config, resolve: { ...config.resolve, alias } };
    };
    return { ...options, workflowsPath: BESIDE, webpackConfigHook: hook };
  }

  /** Where one of the workers fails, none goes on alone. */
  override async runWorker(worker: Worker, next: (worker: Worker) => Promise<void>): Promise<void> {
    const { options } = worker;
    if (!this.#activities || isSide(options.taskQueue)) return next(worker);
    const { connection, namespace, identity, dataConverter, workerDeploymentOptions } = options;
    const { shutdownGraceTime = 0, shutdownForceTime } = options as Durations;
    const shared = {
      namespace,
      shutdownGraceTime,
      ...(connection && { connection }),
      ...(identity && { identity }),
      ...(dataConverter && { dataConverter }),
      ...(shutdownForceTime !== undefined && { shutdownForceTime }),
      ...(workerDeploymentOptions && { workerDeploymentOptions }),
    };
    const side = await Promise.all(createSideWorkers(shared, this.#activities, this.#config.PRINTESS_STATUS_RATE));
    const all = [worker, ...side];
    const shutdown = () => all.filter((one) => one.getState() === 'RUNNING').forEach((one) => one.shutdown());
    await Promise.all([next(worker), ...side.map((one) => one.run())].map((ended) => ended.finally(shutdown)));
  }
}

/** A plugin for one worker, by the environment. Throws `ConfigError` where that cannot be used, all issues at once. */
export async function createWorkerPlugin({ env = process.env }: WorkerPluginOptions = {}): Promise<WorkerPlugin> {
  const config = loadConfig(env, 'worker');
  return new WorkerPlugin(config, await filesDeps(config));
}

const SIDE: (string | undefined)[] = [TASK_QUEUES.status, TASK_QUEUES.delivery];
const isSide = (taskQueue: string | undefined) => SIDE.includes(taskQueue);

/**
 * Where the worker has no workflows: our bundle, or our code where something else is to be bundled with it. Throws where it
 * has a bundle without ours: its orders would wait for ever.
 */
function codeFor({ workflowsPath, workflowBundle, dataConverter, interceptors }: Code): Code {
  if (workflowBundle) {
    const code = 'code' in workflowBundle ? workflowBundle.code : readFileSync(workflowBundle.codePath, 'utf8');
    if (code.includes(PRODUCTION_ORDER)) return {};
    throw new Error(
      `The workflow bundle has no workflow ${PRODUCTION_ORDER}: give "plugins: [await createWorkerPlugin()]" to ` +
        'bundleWorkflowCode too.',
    );
  }
  if (workflowsPath !== undefined) return {};
  const isAlone =
    dataConverter?.payloadConverterPath === undefined &&
    dataConverter?.failureConverterPath === undefined &&
    (interceptors?.workflowModules ?? []).length === 0;
  return isAlone && existsSync(BUNDLE) ? { workflowBundle: { codePath: BUNDLE } } : { workflowsPath: WORKFLOWS };
}
