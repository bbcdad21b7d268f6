import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
// @ts-expect-error -- a script, without types
import { openRecord as untypedRecord } from '../../bench/harness/record.mjs';
// @ts-expect-error -- a script, without types
import { report as untypedReport } from '../../bench/harness/report.mjs';
// @ts-expect-error -- a script, without types
import { inTurns as untypedInTurns } from '../../bench/harness/slices.mjs';

type Entry = Record<string, unknown>;
interface Results {
  runs: Record<string, Entry>;
  figures: Entry[];
}
const openRecord = untypedRecord as (
  path: string,
  id: string,
) => {
  began(about: Entry): void;
  add(entry: Entry, seconds: number): void;
  all(): Results;
};
const report = untypedReport as (results: Results) => Promise<string>;

const inTurns = untypedInTurns as <World>(
  worlds: World[],
  slices: number,
  work: (world: World, slice: number) => Promise<{ times: number[]; seconds: number }>,
) => Promise<Entry[]>;

const about = {
  date: '2026-01-01',
  cpu: 'a',
  cores: 2,
  memoryGb: 4,
  seconds: 60,
  versions: { Node: '20', DBOS: undefined },
};
const loop = (arm: string, round: number, perSecond: number, slowness = 1) => {
  const cpu = { engine: slowness, worker: slowness, endpoint: slowness, client: slowness, sum: 4 * slowness };
  return { run: 'r', part: 'loop', arm, round, at: { 50: { perSecond, p50: 1, p99: 2, others: 0, cpu } } };
};

const folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
afterAll(() => rm(folder, { recursive: true }));

describe('the report of a benchmark', () => {
  it('compares within a round, says by how little a goal is missed, and what is not measured', async () => {
    const figures = [loop('look', 1, 100), loop('look', 2, 10), loop('ours', 1, 96.9), loop('ours', 2, 9.69)];
    const text = await report({ runs: { r: about }, figures });
    expect(text).toContain('| orders a second, to look | ≥ 0.97 | 0.9690 | **no** |');
    expect(text).toContain('| CPU an order, sum, to look | ≤ 1.05 | 1.00 | yes |');
    expect(text).toContain('| `--help`, ms | ≤ 150 | – | not measured |');
    expect(text).not.toContain('undefined');
  });

  it('compares with what ran beside it, where an arm was measured more than once in a round', async () => {
    const beside = (arm: string, step: number, perSecond: number) => ({ ...loop(arm, 1, perSecond), step });
    const figures = [beside('look', 0, 100), beside('look', 1, 50), beside('ours', 1, 49)];
    expect(await report({ runs: { r: about }, figures })).toContain(
      '| orders a second, to look | ≥ 0.97 | 0.98 | yes |',
    );
  });

  it('does not take a figure that is missing for one', async () => {
    const figures = [loop('look', 1, 100), { run: 'r', part: 'loop', arm: 'ours', round: 1, missing: 'Not done' }];
    expect(await report({ runs: { r: about }, figures })).toContain(
      '| orders a second, to look | ≥ 0.97 | – | not measured |',
    );
  });
});

describe('arms side by side', () => {
  const usage = () => ({ at: 0, machine: 0, threads: new Map() });

  it('take turns, in another order each time, and are told of all their slices together', async () => {
    const turns: string[] = [];
    const worlds = ['a', 'b'].map((name) => ({ name, usage }));
    const figures = await inTurns(worlds, 4, ({ name }, slice) => {
      turns.push(name);
      return Promise.resolve({ times: [slice, slice + 4], seconds: 2 });
    });
    expect(turns.join('')).toBe('abbabaab');
    expect(figures).toHaveLength(2);
    expect(figures[0]).toMatchObject({ perSecond: 1, seconds: 8, p50: 4, p99: 7 });
  });
});

describe('the record of a benchmark', () => {
  it('keeps what an earlier run has measured until it is measured again', async () => {
    const path = join(folder, 'results.json');
    const first = openRecord(path, 'first');
    first.began(about);
    for (const round of [1, 2]) first.add({ part: 'loop', arm: 'ours', round }, 1);
    first.add({ part: 'due', arm: 'ours', round: 1 }, 2);
    const second = openRecord(path, 'second');
    second.began(about);
    second.add({ part: 'loop', arm: 'ours', round: 1, again: true }, 1);

    const kept = JSON.parse(await readFile(path, 'utf8')) as Results;
    expect(kept.figures.map(({ part, again }) => [part, again])).toEqual([
      ['due', undefined],
      ['loop', true],
    ]);
    expect(Object.keys(kept.runs)).toEqual(['first', 'second']);
  });
});
