import { followed } from '../../../src/contract/carried-state.js';
import { describe, expect, it } from '@jest/globals';
import { jsonSize } from '../../../src/contract/json-size.js';
import type { Success } from '../../../src/contract/outcome.js';
import { type ItemRun } from '../../../src/workflows/item/item-run.js';
import { recordOutcome, takeCallback } from '../../../src/workflows/item/record-outcome.js';
import { failureOf, jobRecord, NOW, renderingItem, settingFor, successOf } from '../../support/item-run-of.js';

const jobOf = (item: ItemRun) => {
  const job = followed(item);
  if (!job) throw new Error('The item follows no job');
  return job;
};
const record = (item: ItemRun, outcome: Parameters<typeof recordOutcome>[2], room: number) =>
  recordOutcome(item, jobOf(item), outcome, 'callback', settingFor({ room }));

describe('a job’s success', () => {
  it('makes the item produced, its files kept and its warnings told', () => {
    const item = renderingItem();
    const outcome = successOf(2, { warnings: ['Some characters have no glyph.'], zip: 'https://files.example.com/z' });
    expect(record(item, outcome, 10_000)).toEqual({ kind: 'produced' });
    expect(item).toMatchObject({ source: 'callback', warnings: ['Some characters have no glyph.'] });
    expect(item.success).toEqual(successOf(2, { zip: 'https://files.example.com/z' }));
    expect(item.jobs).toMatchObject([{ state: 'succeeded' }]);
  });

  it('keeps its list of files where the order has just room for it, and no byte less', () => {
    const outcome = successOf(20);
    const fits = renderingItem();
    record(fits, outcome, jsonSize(outcome));
    expect(fits.success).toEqual(outcome);

    const tight = renderingItem();
    record(tight, outcome, jsonSize(outcome) - 1);
    expect(tight.success).toEqual({ kind: 'succeeded', files: [], fileCount: 20, filesOmitted: true });
    expect(tight.warnings).toEqual([expect.stringContaining('The list of 20 files is left out')]);
  });

  it.each([0, -1, -500_000])('without room (%d bytes) keeps count and zip', (room) => {
    const item = renderingItem();
    record(item, successOf(20, { zip: 'https://files.example.com/z' }), room);
    expect(item.success).toMatchObject({ files: [], fileCount: 20, zip: 'https://files.example.com/z' });
  });

  it('whose list was left out before it came here says so once', () => {
    const item = renderingItem();
    const warning = 'The list of 9000 files is too large to keep: fetch it from Printess.';
    record(item, successOf(0, { fileCount: 9_000, filesOmitted: true, warnings: [warning] }), 10_000);
    expect(item.warnings).toEqual([warning]);
    expect(item.success).toMatchObject({ fileCount: 9_000, filesOmitted: true });
  });

  it('makes a job that a person named a known one', () => {
    const item = renderingItem({ jobs: [jobRecord('J1', { named: true })] });
    record(item, successOf(), 10_000);
    expect(item.jobs[0]).not.toHaveProperty('named');
  });
});

describe('a job’s failure', () => {
  it.each([
    ['No such font', 'No such font. '],
    ['No such font!', 'No such font! '],
    ['', 'it gave no reason. '],
  ])('(%j) waits for a person who reads why, and what it has cost', (message, told) => {
    const item = renderingItem();
    expect(record(item, failureOf(message), 10_000)).toMatchObject({
      kind: 'attention',
      reason: 'render-failed',
      since: NOW,
      message: expect.stringContaining(`${told}1 job is paid: J1.`),
    });
    expect(item).toMatchObject({ source: 'callback', jobs: [{ state: 'failed' }] });
    expect(item.success).toBeUndefined();
  });

  it('of a job that a person named is a paid job’s: Printess knows it', () => {
    const item = renderingItem({ jobs: [jobRecord('J1', { named: true })] });
    expect(record(item, failureOf(), 10_000)).toMatchObject({ message: expect.stringContaining('1 job is paid: J1.') });
  });
});

describe('what a callback tells of the end', () => {
  const long = (filesBytes: number): Success =>
    successOf(0, { fileCount: 3_000, filesOmitted: true, filesBytes, zip: 'https://files.example.com/z' });
  const hear = (item: ItemRun, outcome: Parameters<typeof takeCallback>[2], room: number) =>
    takeCallback(item, jobOf(item), outcome, settingFor({ room }));

  it('is the end, where its list came with it', () => {
    expect(hear(renderingItem(), successOf(3), 10_000)).toEqual({ kind: 'produced' });
    expect(hear(renderingItem(), failureOf(), 10_000)).toMatchObject({ reason: 'render-failed' });
  });

  it('is worth one status check at once, where its list was too long and the order has room for it', () => {
    const item = renderingItem();
    const reported = long(300_000);
    expect(hear(item, reported, 300_000)).toEqual({ kind: 'rendering', nextCheckAt: NOW, reported });
    // Whoever reports it again changes nothing.
    expect(item.jobs).toMatchObject([{ state: 'succeeded' }]);
  });

  it('is the end without its list, where the order has no room for that: no status check is spent', () => {
    const item = renderingItem();
    expect(hear(item, long(300_000), 299_999)).toEqual({ kind: 'produced' });
    expect(item.success).toEqual({
      kind: 'succeeded',
      files: [],
      fileCount: 3_000,
      filesOmitted: true,
      zip: 'https://files.example.com/z',
    });
    expect(item.warnings).toEqual([expect.stringContaining('3000 files')]);
  });
});
