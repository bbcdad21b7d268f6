import { appendFile, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { bringFiles, NOTES } from '../../src/files/bring-files.js';
import { withFileHost, type FileHost } from '../support/file-host.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const { signal } = new AbortController();
const wanted = ({ url }: FileHost, ...names: string[]) =>
  names.map((name) => ({ name, url: `${url}/${name}?signature=${Math.random()}`, about: name }));
const visible = async (folder: string) => (await readdir(folder)).filter((name) => !name.startsWith('.')).sort();

const world = (test: (host: FileHost, folder: string) => Promise<void>, broken: Set<string> = new Set()) =>
  withFileHost(
    ({ url = '' }, response) => {
      const name = url.split('?')[0] ?? '';
      if (!broken.has(name)) return void response.end(`content of ${name}`);
      response.writeHead(200, { 'content-length': 100 });
      response.write('half', () => response.destroy());
    },
    (host) => withTemporaryFolder((folder) => test(host, folder)),
  );

describe('files that are brought into a folder', () => {
  it('are fetched once; repeated, only what is missing is', async () => {
    await world(async (host, folder) => {
      const bring = () => bringFiles({ folder, files: wanted(host, 'a.pdf', 'b.pdf'), hosts: [host.host], signal });
      const first = await bring();
      expect(first.map(({ wasThere }) => wasThere)).toEqual([false, false]);
      await rm(join(folder, 'b.pdf'));
      const again = await bring();
      expect(again.map(({ wasThere }) => wasThere)).toEqual([true, false]);
      expect(again.map(({ sha256 }) => sha256)).toEqual(first.map(({ sha256 }) => sha256));
      expect(host.requests).toHaveLength(3);
    });
  });

  it('are fetched again where those of another job lie there, whose URLs differ by their query alone', async () => {
    await world(async (host, folder) => {
      const bring = (jobId: string) => {
        const files = wanted(host, 'a.pdf').map((file) => ({ ...file, jobId }));
        return bringFiles({ folder, files, hosts: [host.host], signal });
      };
      const there = [];
      for (const jobId of ['J1', 'J1', 'J2', 'J2']) there.push((await bring(jobId))[0]?.wasThere);
      expect(there).toEqual([false, true, false, true]);
    });
  });

  it('have their names only when they are whole, and what was whole stays', async () => {
    const broken = new Set(['/b.pdf']);
    await world(async (host, folder) => {
      const bring = () => bringFiles({ folder, files: wanted(host, 'a.pdf', 'b.pdf'), hosts: [host.host], signal });
      await expect(bring()).rejects.toThrow('b.pdf: The connection was cut before its end.');
      expect(await readdir(folder)).toEqual([NOTES, 'a.pdf']);
      broken.clear();
      await bring();
      expect(await visible(folder)).toEqual(['a.pdf', 'b.pdf']);
      expect(host.requests).toHaveLength(3);
    }, broken);
  });

  it('are fetched again where what lies there is not what was brought, or its note was cut', async () => {
    await world(async (host, folder) => {
      const bring = () => bringFiles({ folder, files: wanted(host, 'a.pdf'), hosts: [host.host], signal });
      await writeFile(join(folder, 'a.pdf'), 'somebody else’s');
      await bring();
      expect(await readFile(join(folder, 'a.pdf'), 'utf8')).toBe('content of /a.pdf');
      await appendFile(join(folder, 'a.pdf'), 'more');
      await appendFile(join(folder, NOTES), '{"name":"a.pdf","by');
      expect((await bring())[0]?.wasThere).toBe(false);
      expect(await readFile(join(folder, 'a.pdf'), 'utf8')).toBe('content of /a.pdf');
    });
  });

  it('leave nothing of a process that was killed', async () => {
    await world(async (host, folder) => {
      await writeFile(join(folder, '.0123456789ab.part'), 'half a file');
      await bringFiles({ folder, files: wanted(host, 'a.pdf'), hosts: [host.host], signal });
      expect((await readdir(folder)).sort()).toEqual([NOTES, 'a.pdf']);
    });
  });
});
