import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect, it } from '@jest/globals';
import { manifestOf, type Archive, type KeptRecord } from '../../src/archive/archive.js';
import type { HandOverInput } from '../../src/contract/delivery.js';

const ORDER = { shop: 'default', orderId: '1001' };
const place = (folder: string) => ({ ...ORDER, folder });

export const recordOf = (itemId: string, jobId: string, generation = 1): KeptRecord => ({
  itemId,
  jobId,
  generation,
  at: '2026-01-01T00:00:00.000Z',
  files: [{ name: 'a.pdf', document: 'a', bytes: 5, sha256: 'f'.repeat(64) }],
  faults: [],
});

/** Items by name, with their jobs. */
const ticket = (items: Record<string, string>): HandOverInput => ({
  ...ORDER,
  state: 'produced',
  createdAt: '2026-01-01T00:00:00.000Z',
  reference: { customer: 7 },
  items: Object.entries(items).map(([itemId, jobId]) => ({
    itemId,
    folder: itemId,
    isKept: true,
    state: 'produced',
    generation: 1,
    templateName: 'mug',
    copies: 2,
    jobId,
    jobs: [],
  })),
});

/** What every archive does, wherever it keeps files. `list` names all that lies in the order's folder. */
export function archiveSuite(
  world: (test: (archive: Archive, list: () => Promise<string[]>) => Promise<void>) => Promise<void>,
): void {
  const keep = async (archive: Archive, itemId: string, jobId: string, generation = 1, content = 'bytes') => {
    const staging = archive.staging(place(itemId), jobId);
    await mkdir(staging, { recursive: true });
    await writeFile(join(staging, 'a.pdf'), content);
    await archive.place(place(itemId), recordOf(itemId, jobId, generation));
  };
  const read = async (archive: Archive, itemId: string) => {
    const file = await archive.open(place(itemId), 'a.pdf');
    return file && text(file.stream);
  };

  it('shows an item’s files in their place, and what they are', () =>
    world(async (archive, list) => {
      expect(await archive.kept(place('mug'))).toBeUndefined();
      expect(await archive.open(place('mug'), 'a.pdf')).toBeUndefined();
      await keep(archive, 'mug', 'J1');
      expect(await archive.kept(place('mug'))).toEqual(recordOf('mug', 'J1'));
      expect(await read(archive, 'mug')).toBe('bytes');
      expect(await list()).toEqual(['mug/a.pdf']);
    }));

  it('puts the same files in their place once, however often it is asked', () =>
    world(async (archive, list) => {
      await keep(archive, 'mug', 'J1');
      await keep(archive, 'mug', 'J1');
      await archive.place(place('mug'), recordOf('mug', 'J1'));
      expect(await list()).toEqual(['mug/a.pdf']);
    }));

  it('writes the manifest of all items, and only where it says something new', () =>
    world(async (archive, list) => {
      await keep(archive, 'mug', 'J1');
      await keep(archive, 'cup', 'J2');
      const url = await archive.writeManifest(ticket({ mug: 'J1', cup: 'J2' }));
      expect(url).toMatch(/\/default\/1001\/manifest\.json$/);
      expect(await list()).toEqual(['cup/a.pdf', 'manifest.json', 'mug/a.pdf']);
      await archive.writeManifest(ticket({ mug: 'J1', cup: 'J2' }));
      expect(await list()).toEqual(['cup/a.pdf', 'manifest.json', 'mug/a.pdf']);
    }));

  it('writes no manifest of files that are not there any more', () =>
    world(async (archive, list) => {
      await keep(archive, 'mug', 'J1');
      await expect(archive.writeManifest(ticket({ mug: 'J1', cup: 'J2' }))).rejects.toThrow(
        'item cup are not in the archive any more',
      );
      expect(await list()).toEqual(['mug/a.pdf']);
    }));

  it('writes no manifest of files that are another job’s', () =>
    world(async (archive, list) => {
      await keep(archive, 'mug', 'J1');
      await expect(archive.writeManifest(ticket({ mug: 'J2' }))).rejects.toThrow('not in the archive any more');
      expect(await list()).toEqual(['mug/a.pdf']);
    }));

  it('takes the manifest back before an item is replaced, and keeps what was there before', () =>
    world(async (archive, list) => {
      await keep(archive, 'mug', 'J1', 1, 'first');
      await archive.writeManifest(ticket({ mug: 'J1' }));
      await keep(archive, 'mug', 'J2', 2, 'second');
      expect(await read(archive, 'mug')).toBe('second');
      const names = await list();
      expect(names).toContain('mug/a.pdf');
      expect(names).not.toContain('manifest.json');
      expect(names.filter((name) => /^previous\/mug-1-[0-9a-f]{12}\/a\.pdf$/.test(name))).toHaveLength(1);
      expect(names.filter((name) => /^previous\/manifest-.*\.json$/.test(name))).toHaveLength(1);
    }));

  it('erases an order and leaves a receipt', () =>
    world(async (archive, list) => {
      expect(await archive.erase(ORDER, 'ada')).toBeUndefined();
      await keep(archive, 'mug', 'J1');
      await archive.writeManifest(ticket({ mug: 'J1' }));
      expect(await archive.erase(ORDER, 'ada')).toMatchObject({ files: expect.any(Number) });
      expect(await list()).toEqual(['manifest.json']);
      expect(await archive.kept(place('mug'))).toBeUndefined();
    }));
}

it('a manifest is a job ticket: what was ordered, by whom decided, and its files', () => {
  const { items, ...order } = ticket({ mug: 'J1' });
  const manifest = manifestOf(
    { ...order, items },
    new Map([['mug', recordOf('mug', 'J1')]]),
    '2026-01-02T00:00:00.000Z',
  );
  expect(manifest).toEqual({
    version: 1,
    ...order,
    writtenAt: '2026-01-02T00:00:00.000Z',
    items: [
      {
        itemId: 'mug',
        folder: 'mug',
        state: 'produced',
        generation: 1,
        templateName: 'mug',
        copies: 2,
        jobs: [],
        jobId: 'J1',
        keptAt: '2026-01-01T00:00:00.000Z',
        files: [{ path: 'mug/a.pdf', name: 'a.pdf', document: 'a', bytes: 5, sha256: 'f'.repeat(64) }],
      },
    ],
  });
});
