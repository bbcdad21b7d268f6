import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderView } from '../../src/contract/view.js';
import { mintToken } from '../../src/printess/callback-token.js';
import { withFileHost, type FileHost } from '../support/file-host.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import type { Running } from '../support/processes.js';
import { until } from '../support/until.js';
import { SECRET, startProcessWorld, type ProcessWorld } from '../support/with-processes.js';

const PATIENCE = 180_000;
const lib = (path: string) => pathToFileURL(fileURLToPath(new URL(`../../lib/${path}`, import.meta.url))).href;
const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');

/** A PDF by its ends, of so many bytes, a piece at a time. */
const HEAD = Buffer.from('%PDF-1.7\n');
const TAIL = Buffer.from('\n%%EOF\n');
async function sendPdf(response: ServerResponse, bytes: number, pauseMs = 0): Promise<void> {
  async function* pieces() {
    yield HEAD;
    const piece = Buffer.alloc(65_536, 'print ');
    for (let left = bytes - HEAD.length - TAIL.length; left > 0; left -= piece.length) {
      yield piece.subarray(0, left);
      if (pauseMs > 0) await sleep(pauseMs);
    }
    yield TAIL;
  }
  response.setHeader('content-length', bytes);
  // Who fetches is killed in the middle.
  await pipeline(Readable.from(pieces()), response).catch(() => undefined);
}

describe('a process that brings files', () => {
  it('is killed thirty times in the middle, and no file was ever half under its name', async () => {
    const bytes = 1_500_000;
    await withFileHost(
      (_, response) => void sendPdf(response, bytes, 5),
      ({ url, host }) =>
        withTemporaryFolder(async (folder) => {
          const files = Array.from({ length: 12 }, (_, n) => ({ name: `${n}.pdf`, url: `${url}/${n}`, about: `${n}` }));
          const program =
            `import { bringFiles } from ${JSON.stringify(lib('files/bring-files.js'))};` +
            `await bringFiles({ folder: ${JSON.stringify(folder)}, hosts: ['${host}'], files: ${JSON.stringify(files)}, ` +
            `signal: new AbortController().signal });`;
          const bring = () => {
            const child = spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: 'inherit' });
            return { child, ended: new Promise<number | null>((resolve) => child.once('close', resolve)) };
          };
          const visible = async () => (await readdir(folder)).filter((name) => !name.startsWith('.'));
          const parts = async () => (await readdir(folder)).filter((name) => name.endsWith('.part'));
          let kills = 0;
          for (; kills < 30; kills++) {
            const before = new Set(await parts());
            const { child, ended } = bring();
            // At its beginning, and later and later in a file.
            await until('it is in the middle', async () => {
              const sizes = (await parts()).filter((name) => !before.has(name)).map((name) => stat(join(folder, name)));
              const [size = -1] = (await Promise.allSettled(sizes)).map((one) =>
                one.status === 'fulfilled' ? one.value.size : -1,
              );
              return size >= (bytes * kills) / 30 || child.exitCode === 0;
            });
            child.kill('SIGKILL');
            await ended;
            for (const name of await visible()) {
              const content = await readFile(join(folder, name));
              expect([name, content.length, content.subarray(-TAIL.length).equals(TAIL)]).toEqual([name, bytes, true]);
            }
          }
          expect(kills).toBe(30);
          const { ended } = bring();
          expect(await ended).toBe(0);
          expect(await visible()).toHaveLength(12);
          expect(await parts()).toEqual([]);
        }),
    );
  });
});

describe('an order that keeps its files', () => {
  let world: ProcessWorld;
  let archive: string;
  let files: FileHost;
  let answer: (path: string, response: ServerResponse) => void = () => undefined;
  let end: () => void = () => undefined;
  let over: Promise<void>;
  beforeAll(async () => {
    await new Promise<void>((ready) => {
      over = withFileHost(
        ({ url = '' }, response) => answer(url, response),
        (host) =>
          withTemporaryFolder(async (folder) => {
            [files, archive] = [host, folder];
            ready();
            await new Promise<void>((resolve) => (end = resolve));
          }),
      );
    });
    world = await startProcessWorld({
      ARCHIVE_URL: pathToFileURL(archive).href,
      FILE_HOSTS: `${files.host},127.0.0.1`,
    });
  });
  let worker: Running | undefined;
  const startWorker = async () => (worker = await world.startWorker());
  // One that a failed test leaves would take the next one's orders.
  afterEach(async () => {
    await worker?.end('SIGKILL');
    worker = undefined;
  });
  afterAll(async () => {
    await world.close();
    end();
    await over;
  });

  const submit = async (items: object[]) => {
    const orderId = `o-${randomUUID().slice(0, 8)}`;
    expect((await world.submit({ orderId, items })).code).toBe(0);
    return orderId;
  };
  const seen = (orderId: string, what: string, wanted: (view: OrderView) => boolean) =>
    until(
      what,
      async () => {
        const view = await world.show(orderId);
        return view && wanted(view) && view;
      },
      PATIENCE,
    );
  /** Tells of a job's end, as Printess does. */
  const report = async (orderId: string, result: object) => {
    const view = await seen(orderId, 'it renders', ({ items }) => items[0]?.state === 'rendering');
    const item = view.items[0];
    const target = { shop: 'default', orderId, itemId: item?.itemId ?? '', generation: 1 };
    const { ledger } = { ledger: await world.ledger() };
    expect(ledger.accepted.filter((job) => job.externalOrderId === orderId)).toHaveLength(1);
    const url = `${world.callbackUrl}/callbacks/printess/${mintToken([{ kid: 'e2e', secret: SECRET }], target)}`;
    const body = JSON.stringify({ jobId: item?.jobId, isFailure: false, result });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'POST', headers, body })).status).toBe(200);
  };

  it('hands it over whole: a watcher never saw half of it', async () => {
    const worker = await startWorker();
    const items = ['mug', 'cup', 'Mug'].map((itemId) => ({
      itemId,
      templateName: 'photo-book',
      copies: 2,
      reference: { of: itemId },
    }));
    let watching = true;
    let looks = 0;
    let orderId = '';
    const watch = async () => {
      for (; watching; looks++) {
        const folder = join(archive, 'default', orderId);
        const there = orderId === '' ? [] : await readdir(folder).catch(() => [] as string[]);
        if (there.includes('manifest.json')) {
          const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as {
            items: { files: { path: string; sha256: string; bytes: number }[] }[];
          };
          expect(manifest.items.map((item) => item.files.length)).toEqual([2, 2, 2]);
          for (const { path, sha256: sum, bytes } of manifest.items.flatMap((item) => item.files)) {
            const content = await readFile(join(folder, path));
            expect([path, content.length, sha256(content)]).toEqual([path, bytes, sum]);
          }
        }
        for (const name of there.filter((one) => !one.startsWith('.') && one !== 'manifest.json'))
          expect((await readdir(join(folder, name))).filter((one) => !one.startsWith('.'))).toHaveLength(2);
        await sleep(1);
      }
    };
    const watched = watch();
    // It is awaited at the end, and may fail before.
    watched.catch(() => undefined);
    orderId = await submit(items);
    const view = await seen(orderId, 'it is produced', ({ state }) => state === 'produced');
    await until('the manifest', () => readFile(join(archive, 'default', orderId, 'manifest.json')));
    watching = false;
    await watched;
    expect(looks).toBeGreaterThan(10);
    expect(decodeURI(view.items[2]?.kept?.folder ?? '')).toContain('/Mug~2/');
    await worker.end('SIGTERM');
  });

  it('goes on after its worker was killed in the middle of a file, pays nothing again, and leaves no part', async () => {
    answer = (_, response) => void sendPdf(response, 5_000_000, 20);
    const orderId = await submit([{ itemId: 'mug', templateName: 'fault:never-finish' }]);
    const first = await startWorker();
    await report(orderId, { r: { cover: `${files.url}/slow.pdf` } });
    await until('its file comes', () => files.requests.some(({ url }) => url === '/slow.pdf'));
    await first.end('SIGKILL');
    expect(await readdir(join(archive, 'default', orderId)).catch(() => [])).toEqual([]);
    answer = (_, response) => void sendPdf(response, 5_000_000);
    const second = await startWorker();
    const view = await seen(orderId, 'it is produced', ({ state }) => state === 'produced');
    expect(view.items[0]).toMatchObject({ produceCalls: 1, kept: { bytes: 5_000_000 } });
    expect(await readdir(join(archive, 'default', orderId, 'mug'))).toEqual(['.kept.json', 'slow.pdf']);
    await second.end('SIGTERM');
  });

  it('takes a file of 500 MB with a worker whose memory stays flat', async () => {
    const bytes = 500_000_000;
    answer = (_, response) => void sendPdf(response, bytes);
    const orderId = await submit([{ itemId: 'book', templateName: 'fault:never-finish' }]);
    const worker = await startWorker();
    const peak = async () => {
      const status = await readFile(`/proc/${worker.child.pid ?? ''}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1_000;
    };
    await report(orderId, { r: { book: `${files.url}/book.pdf` } });
    const before = await peak();
    await seen(orderId, 'it is produced', ({ state }) => state === 'produced');
    const after = await peak();
    process.stderr.write(`A file of 500 MB: the worker's peak memory was ${before} MB before it, ${after} MB after\n`);
    expect(after - before).toBeLessThan(150);
    const erased = await world.processes.run(['erase', orderId]);
    expect([erased.code, erased.stderr]).toEqual([0, expect.stringContaining('a receipt stands')]);
    expect(await readdir(join(archive, 'default', orderId))).toEqual(['.order.json', 'manifest.json']);
    await worker.end('SIGTERM');
  });

  it('is fetched by hand, once', async () => {
    const worker = await startWorker();
    const orderId = await submit([{ itemId: 'mug', templateName: 'photo-book' }]);
    await seen(orderId, 'it is produced', ({ state }) => state === 'produced');
    await withTemporaryFolder(async (to) => {
      const fetch = () => world.processes.run(['fetch', orderId, '--to', to, '--json']);
      const first = await fetch();
      expect([first.code, first.stderr]).toEqual([0, '']);
      const filesOf = ({ stdout }: { stdout: string }) =>
        stdout
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { path: string; sha256: string; wasThere: boolean });
      expect(filesOf(first)).toHaveLength(2);
      for (const { path, sha256: sum } of filesOf(first)) expect(sha256(await readFile(path))).toBe(sum);
      expect(filesOf(await fetch())).toEqual(filesOf(first).map((file) => ({ ...file, wasThere: true })));
    });
    await worker.end('SIGTERM');
  });
});
