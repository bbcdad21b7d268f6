import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { anyRun } from '../support/any-run.js';

const RECORDED = new URL('command-order.json', import.meta.url);
const SEEDS = Array.from({ length: 250 }, (_, index) => index + 1);
const LARGE_SEEDS = Array.from({ length: 25 }, (_, index) => index + 1);

const digest = (log: string[]) => createHash('sha256').update(log.join('\n')).digest('base64url').slice(0, 16);

/** The digests of the commands of many orders by chance. */
async function commandsNow(): Promise<Record<string, string>> {
  const digests: Record<string, string> = {};
  for (const seed of SEEDS) digests[seed] = digest(await anyRun(seed));
  for (const seed of LARGE_SEEDS) digests[`large ${seed}`] = digest(await anyRun(seed, { isLarge: true }));
  return digests;
}

describe('the commands of orders by chance', () => {
  // Recorded histories hold the paths that somebody has thought of. A step that waits one promise more, or less, passes them
  // all, and breaks orders that run: in which order two things come that happen in one task is what this holds.
  it('come in the order in which they were recorded (RECORD_COMMANDS=1 records them again)', async () => {
    const now = await commandsNow();
    if (process.env['RECORD_COMMANDS'] === '1') await writeFile(RECORDED, `${JSON.stringify(now, null, 2)}\n`);
    const recorded = JSON.parse(await readFile(RECORDED, 'utf8')) as Record<string, string>;
    const changed = Object.keys(recorded).filter((seed) => recorded[seed] !== now[seed]);
    expect(changed).toEqual([]);
  });
});
