import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { createFolderArchive } from '../../src/archive/folder-archive.js';
import { archiveSuite, recordOf } from '../support/archive-suite.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const filesIn = async (folder: string): Promise<string[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
};

describe('an archive in a folder', () => {
  archiveSuite((test) =>
    withTemporaryFolder((root) => test(createFolderArchive(root), () => filesIn(join(root, 'default', '1001')))),
  );

  it('leaves nothing that is not whole, and no notes, where others look', async () => {
    await withTemporaryFolder(async (root) => {
      const archive = createFolderArchive(root);
      const place = { shop: 'default', orderId: '1001', folder: 'mug' };
      const staging = archive.staging(place, 'J1');
      await mkdir(staging, { recursive: true });
      await writeFile(join(staging, 'a.pdf'), 'bytes');
      await writeFile(join(staging, '.fetched'), '{}');
      await writeFile(join(staging, 'of-another-list.pdf'), 'bytes');
      expect(await readdir(root)).toEqual(['.incoming']);
      await archive.place(place, recordOf('mug', 'J1'));
      expect((await readdir(join(root, 'default', '1001', 'mug'))).sort()).toEqual(['.kept.json', 'a.pdf']);
    });
  });

  it('refuses an order whose folder is another one’s', async () => {
    await withTemporaryFolder(async (root) => {
      const archive = createFolderArchive(root);
      const folder = join(root, 'default', 'A1');
      await mkdir(folder, { recursive: true });
      // As a file system shows it that takes A1 and a1 for one.
      await writeFile(join(folder, '.order.json'), JSON.stringify({ shop: 'default', orderId: 'a1' }));
      const place = { shop: 'default', orderId: 'A1', folder: 'mug' };
      await mkdir(archive.staging(place, 'J1'), { recursive: true });
      await expect(archive.place(place, recordOf('mug', 'J1'))).rejects.toThrow(
        'takes the folders of two orders for one',
      );
      await writeFile(join(folder, 'of-a1.pdf'), 'bytes');
      await expect(archive.erase(place, 'ada')).rejects.toThrow('takes the folders of two orders for one');
      expect(await readdir(folder)).toContain('of-a1.pdf');
    });
  });

  it('erases what an erasure has left that was killed before its first file was gone', async () => {
    await withTemporaryFolder(async (root) => {
      const archive = createFolderArchive(root);
      const order = { shop: 'default', orderId: '1001' };
      const left = join(root, '.incoming', 'default', '1001', 'erased-by-one-that-was-killed', 'mug');
      await mkdir(left, { recursive: true });
      await writeFile(join(left, 'a.pdf'), 'bytes');
      expect(await archive.erase(order, 'ada')).toEqual({ files: 1, bytes: 5 });
      expect(await readdir(join(root, '.incoming'), { recursive: true })).toEqual(['default']);
      expect(await filesIn(join(root, 'default', '1001'))).toEqual(['manifest.json']);
    });
  });

  it('goes on where it was killed between two steps', async () => {
    await withTemporaryFolder(async (root) => {
      const archive = createFolderArchive(root);
      const place = { shop: 'default', orderId: '1001', folder: 'mug' };
      // Something lies there that says nothing of itself.
      await mkdir(join(root, 'default', '1001', 'mug'), { recursive: true });
      await writeFile(join(root, 'default', '1001', 'mug', 'old.pdf'), 'old');
      await mkdir(archive.staging(place, 'J1'), { recursive: true });
      await writeFile(join(archive.staging(place, 'J1'), 'a.pdf'), 'bytes');
      await archive.place(place, recordOf('mug', 'J1'));
      expect(await readFile(join(root, 'default', '1001', 'mug', 'a.pdf'), 'utf8')).toBe('bytes');
      const names = await filesIn(join(root, 'default', '1001'));
      expect(names.filter((name) => name.endsWith('old.pdf'))).toEqual([expect.stringMatching(/^previous\/mug-/)]);
    });
  });
});
