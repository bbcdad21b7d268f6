import { readFile, writeFile } from 'node:fs/promises';
import { expect } from '@jest/globals';
import type { WorkflowHandle } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';

/** Larger histories prove nothing more, and fill the repository. */
const LARGEST = 300_000;

/** With RECORD_HISTORIES=1 a test's histories are kept for the replay test, named scenario (the test's name) and version. */
export async function recordHistory(handle: WorkflowHandle, name = expect.getState().currentTestName): Promise<void> {
  if (process.env['RECORD_HISTORIES'] !== '1') return;
  const scenario = (name ?? 'unnamed').replace(/[^A-Za-z0-9]+/g, '-').toLowerCase();
  const root = new URL('../../', import.meta.url);
  const { version } = JSON.parse(await readFile(new URL('package.json', root), 'utf8')) as { version: string };
  // Stack traces name the folder that they were recorded in: nobody's business.
  const json = historyToJSON(await handle.fetchHistory()).replaceAll(root.pathname, '');
  if (json.length <= LARGEST) await writeFile(new URL(`test/replay/histories/${scenario}_${version}.json`, root), json);
}
