import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DeterminismViolationError } from '@temporalio/workflow';
import { Worker, type WorkflowBundleWithSourceMap } from '@temporalio/worker';
import { bundleWorkflows } from '../../src/worker/bundle-workflows.js';
import { NO_TRACING } from '../../src/worker/no-tracing.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const histories = here('histories/');
const names = (await readdir(histories)).filter((name) => name.endsWith('.json'));

const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(join(histories, name), 'utf8'));

const replay = async (workflowBundle: WorkflowBundleWithSourceMap, history: unknown) => {
  await Worker.runReplayHistory({ workflowBundle, ...NO_TRACING }, history, 'printess-default-replayed');
};

/** The history with the context of a trace in all that the order was sent. */
function traced(history: unknown): unknown {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  const context = { traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01` };
  const payload = { metadata: { encoding: base64('json/plain') }, data: base64(JSON.stringify(context)) };
  const { events } = history as { events: Record<string, { header?: unknown } | undefined>[] };
  for (const event of events)
    for (const kind of ['workflowExecutionStartedEventAttributes', 'workflowExecutionSignaledEventAttributes']) {
      const attributes = event[kind];
      if (attributes) attributes.header = { fields: { '_tracer-data': payload } };
    }
  return history;
}

describe('recorded histories', () => {
  let current: WorkflowBundleWithSourceMap;
  beforeAll(async () => {
    installQuietRuntime();
    current = await bundleWorkflows(here('../../src/workflows/index.ts'));
  });

  it('are there, one for each path', () => {
    expect(names.length).toBeGreaterThanOrEqual(16);
  });

  it.each(names)('replay: %s', async (name) => {
    await replay(current, await read(name));
  });

  it.each(names)('replay as if they had begun in a trace, which changes no command: %s', async (name) => {
    await replay(current, traced(await read(name)));
  });
});

describe('a planted change', () => {
  let folder: string;
  beforeAll(async () => {
    // Below the project, so that the copy finds its packages.
    await mkdir(here('../../.printess'), { recursive: true });
    folder = await mkdtemp(here('../../.printess/planted-'));
    for (const part of ['contract', 'workflows', 'activities', 'printess'])
      await cp(here(`../../src/${part}`), join(folder, part), { recursive: true });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const plant = async (file: string, before: string, after: string) => {
    const path = join(folder, 'workflows', file);
    const code = await readFile(path, 'utf8');
    expect(code).toContain(before);
    await writeFile(path, code.replace(before, after));
    return bundleWorkflows(join(folder, 'workflows', 'index.ts'));
  };

  it('that drops the search attributes is caught', async () => {
    const planted = await plant('publish/publish.ts', 'upsertSearchAttributes([', 'void ([');
    const ended = names.find((name) => name.includes('ends-with-the-files')) ?? '';
    await expect(replay(planted, await read(ended))).rejects.toThrow(DeterminismViolationError);
  });
});
