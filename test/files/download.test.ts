import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { download, DOWNLOAD_LIMITS } from '../../src/files/download.js';
import { diskError, FileError } from '../../src/files/file-error.js';
import { withFileHost, type FileHost } from '../support/file-host.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';

const BODY = Buffer.from('the bytes of a print file, many of them '.repeat(5_000));
const { signal } = new AbortController();

const world = (answer: (response: ServerResponse) => void, test: (host: FileHost, folder: string) => Promise<void>) =>
  withFileHost(
    (_, response) => answer(response),
    (host) => withTemporaryFolder((folder) => test(host, folder)),
  );

const failed = (host: FileHost, folder: string, limits = DOWNLOAD_LIMITS): Promise<unknown> =>
  download({ url: `${host.url}/a`, path: join(folder, 'a'), hosts: [host.host], signal, limits }).catch(
    (error: unknown) => (error instanceof FileError ? [error.kind, error.message] : error),
  );

describe('a file from its URL', () => {
  it('is written whole, with its length and its SHA-256', async () => {
    await world(
      (response) => response.end(BODY),
      async (host, folder) => {
        const path = join(folder, 'a');
        const got = await download({ url: `${host.url}/a`, path, hosts: [host.host], signal });
        expect(got).toEqual({ bytes: BODY.length, sha256: createHash('sha256').update(BODY).digest('hex') });
        expect(await readFile(path)).toEqual(BODY);
      },
    );
  });

  it('leaves nothing behind that a process would wait for, where it cannot even be begun', async () => {
    await world(
      (response) => response.end(BODY),
      async (host, folder) => {
        const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
        const before = timers();
        expect(await failed(host, join(folder, 'not-there'))).toMatchObject({ code: 'ENOENT' });
        expect(timers()).toBe(before);
      },
    );
  });

  it('is asked for without a word of who asks', async () => {
    await world(
      (response) => response.end(BODY),
      async (host, folder) => {
        await download({ url: `${host.url}/a`, path: join(folder, 'a'), hosts: [host.host], signal });
        expect(Object.keys(host.requests[0]?.headers ?? {}).sort()).toEqual(['accept-encoding', 'connection', 'host']);
      },
    );
  });

  const cut = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': BODY.length });
    response.write(BODY.subarray(0, 1_000), () => response.destroy());
  };
  it.each<[string, (response: ServerResponse) => void, string]>([
    ['is cut off', cut, 'failed'],
    ['is cut off between two pieces', (response) => response.write(BODY, () => response.destroy()), 'failed'],
    ['is refused', (response) => response.writeHead(403).end('<Error/>'), 'gone'],
    ['is deleted', (response) => response.writeHead(404).end(), 'gone'],
    ['is not to be had now', (response) => response.writeHead(503).end(), 'failed'],
    ['comes only in part', (response) => response.writeHead(206).end('x'), 'failed'],
    ['comes encoded', (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'), 'failed'],
    [
      'has no known length',
      (response) => {
        response.socket?.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\nhalf a file');
      },
      'failed',
    ],
  ])('that %s is none', async (_, answer, kind) => {
    await world(answer, async (host, folder) => {
      expect(await failed(host, folder)).toEqual([kind, expect.any(String)]);
    });
  });

  it.each([true, false])('that is too large is none, whether its length is told: %p', async (isTold) => {
    const answer = (response: ServerResponse) => {
      if (isTold) response.setHeader('content-length', BODY.length);
      else response.flushHeaders();
      response.end(BODY);
    };
    await world(answer, async (host, folder) => {
      const limits = { ...DOWNLOAD_LIMITS, bytes: 10_000 };
      expect(await failed(host, folder, limits)).toEqual(['too-large', 'It is larger than 10000 bytes.']);
    });
  });

  it('that stops coming is given up', async () => {
    const stuck = (response: ServerResponse) => void response.write('a little of it');
    await world(stuck, async (host, folder) => {
      const [kind, message] = (await failed(host, folder, { ...DOWNLOAD_LIMITS, idleMs: 200 })) as string[];
      expect([kind, message]).toEqual(['failed', 'Nothing of it came for 200 ms.']);
    });
  });

  it('that comes too slowly is given up', async () => {
    const slow = (response: ServerResponse) => {
      const drip = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(drip));
    };
    await world(slow, async (host, folder) => {
      expect(await failed(host, folder, { ...DOWNLOAD_LIMITS, totalMs: 400 })).toEqual([
        'failed',
        'It did not come within 400 ms.',
      ]);
    });
  });

  it('tells a full disk from a lost connection', () => {
    const full = diskError(Object.assign(new Error('write'), { code: 'ENOSPC' }));
    expect(full).toMatchObject({ kind: 'disk', message: 'It cannot be written: the disk is full (ENOSPC).' });
    const other = Object.assign(new Error('read'), { code: 'ECONNRESET' });
    expect(diskError(other)).toBe(other);
  });

  it('ends when it is called back', async () => {
    const stuck = (response: ServerResponse) => void response.write('a little of it');
    await world(stuck, async (host, folder) => {
      const back = new AbortController();
      const fetching = download({
        url: `${host.url}/a`,
        path: join(folder, 'a'),
        hosts: [host.host],
        signal: back.signal,
        onBytes: () => back.abort(new Error('called back')),
      });
      await expect(fetching).rejects.toThrow('called back');
    });
  });
});
