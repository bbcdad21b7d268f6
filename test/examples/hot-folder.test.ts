import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';
import { createFolderArchive } from '../../src/archive/folder-archive.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../../examples/hot-folder/hot-folder.mjs', import.meta.url));

it('the hot folder gets an order whole, once for each manifest, with its job ticket', async () => {
  await withTemporaryFolder(async (folder) => {
    const [root, hot] = [join(folder, 'archive'), join(folder, 'hot')];
    await mkdir(root);
    const round = async () =>
      (await run(process.execPath, [PROGRAM, root, hot], { env: { ...process.env, ONCE: '1' } })).stdout;
    const archive = createFolderArchive(root);
    const order = { shop: 'default', orderId: '1001' };
    const keep = async (jobId: string, content: string) => {
      const place = { ...order, folder: 'mug' };
      await mkdir(archive.staging(place, jobId), { recursive: true });
      await writeFile(join(archive.staging(place, jobId), 'a.pdf'), content);
      const sha256 = createHash('sha256').update(content).digest('hex');
      const files = [{ name: 'a.pdf', document: 'a', bytes: content.length, sha256, pages: 2 }];
      await archive.place(place, { itemId: 'mug', jobId, generation: 1, at: '', files, faults: [] });
    };
    const handOver = (jobId: string) =>
      archive.writeManifest({
        ...order,
        state: 'produced',
        createdAt: '',
        reference: { customer: '<7>' },
        items: [
          {
            itemId: 'mug',
            folder: 'mug',
            isKept: true,
            state: 'produced',
            generation: 1,
            templateName: 'mug & cup',
            copies: 3,
            jobId,
            jobs: [],
          },
        ],
      });

    await keep('J1', 'first');
    expect(await round()).toBe('');
    await handOver('J1');
    const name = (await round()).trim();
    expect(name).toMatch(/^default-1001-[0-9a-f]{6}$/);
    expect((await readdir(join(hot, name))).sort()).toEqual(['job.xml', 'mug_a.pdf']);
    const ticket = await readFile(join(hot, name, 'job.xml'), 'utf8');
    expect(ticket).toContain('<item id="mug" template="mug &#38; cup" copies="3"');
    expect(ticket).toContain('<file name="mug_a.pdf" pages="2"');
    expect(await round()).toBe('');

    await keep('J2', 'second');
    expect(await round()).toBe('');
    await handOver('J2');
    const again = (await round()).trim();
    expect(again).not.toBe(name);
    expect(await readFile(join(hot, again, 'mug_a.pdf'), 'utf8')).toBe('second');
  });
});
