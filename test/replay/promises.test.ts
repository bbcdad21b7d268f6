import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import v8 from 'node:v8';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Worker } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/worker/bundle-workflows.js';
import { NO_TRACING } from '../../src/worker/no-tracing.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const LEAN = 'an-order-is-lean-on-the-callback-path-17-events-3-workflow-tasks-5-billable-actions_0.1.0.json';

const hooks = v8.promiseHooks as { createHook: typeof v8.promiseHooks.createHook };
const { createHook } = hooks;
const runs: string[] = [];

beforeAll(() => {
  installQuietRuntime();
  // The SDK's own hook puts the run's id on each promise of a workflow.
  hooks.createHook = (callbacks) =>
    createHook({
      ...callbacks,
      init(promise: Promise<unknown> & { runId?: string }, parent: Promise<unknown>) {
        callbacks.init?.(promise, parent);
        if (promise.runId !== undefined) runs.push(promise.runId);
      },
    });
});
afterAll(() => {
  hooks.createHook = createHook;
});

describe('the promises of an order', () => {
  it('are at most 120 on the callback path: of each the SDK keeps a stack trace, most of what an order costs its worker', async () => {
    const workflowBundle = await bundleWorkflows(here('../../src/workflows/index.ts'));
    const history: unknown = JSON.parse(await readFile(here(`histories/${LEAN}`), 'utf8'));
    // In the thread of the test, where they can be counted: the type does not have it, the SDK does.
    const options = { workflowBundle, ...NO_TRACING, debugMode: true };
    await Worker.runReplayHistory(options, history, 'printess-default-lean');
    expect(runs.length).toBeGreaterThan(40);
    expect(runs.length).toBeLessThanOrEqual(120);
  });
});
