import { readdir, readFile, writeFile, mkdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { PDFDocument } from '@cantoo/pdf-lib';
import { describe, expect, it } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import { createActivities, type ShopConnection } from '../../src/activities/index.js';
import { createFolderArchive } from '../../src/archive/folder-archive.js';
import type { KeepFilesAnswer, KeepFilesInput } from '../../src/contract/delivery.js';
import { withFileHost, type FileHost } from '../support/file-host.js';
import { orderOf } from '../support/order-of.js';
import { installQuietRuntime } from '../support/quiet-runtime.js';
import { jobOf, scriptedActivities } from '../support/scripted-activities.js';
import { withTemporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { withOrders } from '../support/with-orders.js';

const QUIET = { logger: new DefaultLogger('ERROR') };

installQuietRuntime();

const pdf = async (pages: number) => {
  const made = await PDFDocument.create();
  for (let page = 0; page < pages; page++) made.addPage([297.638, 419.528]);
  return Buffer.from(await made.save());
};
const A_PAGE = await pdf(1);

interface World extends FileHost {
  root: string;
  /** `failed`: tries before that have failed. */
  keep: (rest?: Partial<KeepFilesInput>, failed?: number) => Promise<KeepFilesAnswer>;
  /** Whether Temporal still waits for the attempt. */
  counts: boolean;
  /** What Printess names when it is asked. */
  status: object;
}

async function world(
  answer: (path: string, response: ServerResponse) => void,
  test: (world: World) => Promise<void>,
  names?: string,
): Promise<void> {
  const host = (url: string | undefined) => (url ?? '').split('?')[0] ?? '';
  await withFileHost(
    ({ url }, response) => answer(host(url), response),
    (files) =>
      withTemporaryFolder(async (root) => {
        const made: World = {
          ...files,
          root,
          counts: true,
          status: { isFinalStatus: false, enqueuedOn: null },
          keep: (rest = {}, failed = 0) => {
            const client = { jobStatus: () => Promise.resolve(made.status) };
            const { keepFiles } = createActivities({
              shop: () => ({ client }) as unknown as ShopConnection,
              callbackUrl: () => '',
              files: {
                hosts: [files.host],
                archive: createFolderArchive(root),
                names,
                stillCounts: () => Promise.resolve(made.counts),
              },
            });
            const info = { attempt: 30, heartbeatDetails: failed };
            return new MockActivityEnvironment(info, QUIET).run(keepFiles, {
              ...inputOf(files),
              ...rest,
            });
          },
        };
        await test(made);
      }),
  );
}

/** The activity as a worker has it that keeps files in a folder. */
const keepingIn = (root: string, { host }: FileHost) =>
  createActivities({
    shop: () => undefined,
    callbackUrl: () => '',
    files: { hosts: [host], archive: createFolderArchive(root) },
  }).keepFiles;

const inputOf = ({ url }: FileHost): KeepFilesInput => ({
  shop: 'default',
  orderId: '1001',
  itemId: 'mug',
  folder: 'mug',
  templateName: 'mug',
  generation: 1,
  jobId: 'J1',
  files: [{ document: 'cover', url: `${url}/cover.pdf`, name: 'cover.pdf', pages: 1 }],
  refuseFaulty: false,
  httpTimeout: 1_000,
});
const good = (_: string, response: ServerResponse) => void response.end(A_PAGE);
const inOrder = ({ root }: World) => readdir(join(root, 'default', '1001', 'mug')).catch(() => [] as string[]);

describe('keepFiles', () => {
  it('keeps an item’s files, compared with what was ordered', async () => {
    await world(good, async (here) => {
      const answer = await here.keep({ expect: { pages: 1, widthMm: 105, heightMm: 148, documents: 1 } });
      expect(answer).toMatchObject({
        kind: 'kept',
        faults: [],
        kept: { fileCount: 1, bytes: A_PAGE.length, files: [{ name: 'cover.pdf', document: 'cover', pages: 1 }] },
      });
      expect(await inOrder(here)).toEqual(['.kept.json', 'cover.pdf']);
      expect(await readFile(join(here.root, 'default/1001/mug/cover.pdf'))).toEqual(A_PAGE);
    });
  });

  it('answers the same when it is asked again, and fetches nothing', async () => {
    await world(good, async (here) => {
      const first = await here.keep();
      expect(await here.keep()).toEqual(first);
      expect(here.requests).toHaveLength(1);
    });
  });

  it('keeps files that are not what was ordered, and says so; hands none over where a person is to be asked', async () => {
    await world(good, async (here) => {
      const expected = { pages: 4, widthMm: 210, documents: 2 };
      const faults = [
        'There are 1 documents, 2 were expected.',
        'Document cover has 1 pages, 4 were expected.',
        'cover.pdf is 105 × 148 mm, 210 × ? mm were expected.',
      ];
      expect(await here.keep({ expect: expected, refuseFaulty: true })).toEqual({ kind: 'faulty', faults });
      expect(await inOrder(here)).toEqual([]);
      expect(await here.keep({ expect: expected })).toMatchObject({ kind: 'kept', faults });
      expect(await inOrder(here)).toEqual(['.kept.json', 'cover.pdf']);
      expect(here.requests).toHaveLength(1);
    });
  });

  it('finds what is wrong with the files themselves', async () => {
    const bad = (path: string, response: ServerResponse) =>
      void response.end(path === '/cover.pdf' ? A_PAGE : Buffer.from('<html>Sorry</html>'));
    await world(bad, async (here) => {
      const files = [
        { document: 'cover', url: `${here.url}/cover.pdf`, name: 'cover.pdf', pages: 3 },
        { document: 'back', url: `${here.url}/back.pdf`, name: 'back.pdf' },
      ];
      expect(await here.keep({ files, refuseFaulty: true, invalidGlyphs: true })).toEqual({
        kind: 'faulty',
        faults: [
          'Some characters have no glyph in the chosen font: look at the files.',
          'cover.pdf has 1 pages, Printess said 3.',
          'back.pdf does not open as a PDF.',
        ],
      });
    });
  });

  it('asks Printess for URLs where those that it has are gone, or the list was left out', async () => {
    const moved = (path: string, response: ServerResponse) => {
      if (path === '/new.pdf') response.end(A_PAGE);
      else response.writeHead(403).end();
    };
    await world(moved, async (here) => {
      here.status = { isFinalStatus: true, isSuccess: true, result: { r: { cover: `${here.url}/new.pdf` } } };
      expect(await here.keep()).toMatchObject({ kind: 'kept', kept: { files: [{ name: 'new.pdf' }] } });
      expect(await here.keep({ jobId: 'J2', files: [], filesOmitted: true })).toMatchObject({ kind: 'kept' });
    });
  });

  it('says that only a reprint helps where Printess has them no more', async () => {
    const gone = (_: string, response: ServerResponse) => void response.writeHead(404).end();
    await world(gone, async (here) => {
      expect(await here.keep()).toEqual({
        kind: 'failed',
        message: expect.stringMatching(/^Printess does not name its files any more\..*only a reprint, which is paid/),
      });
      expect(await inOrder(here)).toEqual([]);
    });
  });

  it.each<[string, (response: ServerResponse) => void]>([
    ['the host is away', (response) => response.writeHead(503).end()],
    [
      'the file is cut off',
      (response) => response.writeHead(200, { 'content-length': 9_999 }).write('x', () => response.destroy()),
    ],
  ])('is tried again where %s, and a person is told after ten tries that failed', async (_, answer) => {
    await world(
      (_path, response) => answer(response),
      async (here) => {
        await expect(here.keep()).rejects.toThrow(ApplicationFailure);
        await expect(here.keep()).rejects.toThrow(/^The files of item mug of order 1001 are not kept yet: File 1 of 1/);
        await expect(here.keep({}, 8)).rejects.toThrow(ApplicationFailure);
        expect(await here.keep({}, 9)).toMatchObject({ kind: 'failed' });
        expect(await inOrder(here)).toEqual([]);
      },
    );
  });

  it('waits for its turn for as long as it takes: a person is not told that files cannot be kept', async () => {
    await withFileHost(
      () => undefined,
      (files) =>
        withTemporaryFolder(async (root) => {
          const keepFiles = keepingIn(root, files);
          const others = Array.from({ length: 108 }, () => new MockActivityEnvironment({}, QUIET));
          const working = others.map((one, index) => one.run(keepFiles, { ...inputOf(files), folder: `mug-${index}` }));
          const late = new MockActivityEnvironment({ attempt: 30 }, QUIET);
          await expect(late.run(keepFiles, inputOf(files))).rejects.toThrow(
            'The files of item mug of order 1001 wait for their turn.',
          );
          for (const one of others) one.cancel();
          await Promise.allSettled(working);
        }),
    );
  });

  it('remembers from one try to the next how many have failed, and counts for Temporal in the second one too', async () => {
    let isAway = true;
    await withFileHost(
      (_, response) => (isAway ? void response.writeHead(503).end() : void response.end(A_PAGE)),
      (files) =>
        withTemporaryFolder(async (root) => {
          const keepFiles = keepingIn(root, files);
          await withOrders({ ...scriptedActivities(), keepFiles }, async ({ client, start, seen }) => {
            const handle = await start(orderOf(1, { policy: { archive: true } }));
            await seen(handle, 'rendering', ({ items }) => items[0]?.state === 'rendering');
            const { files: named } = inputOf(files);
            const outcome = { kind: 'succeeded', files: named, fileCount: 1 };
            await handle.signal('printessCallback', { itemId: 'i1', generation: 1, jobId: jobOf('i1'), outcome });
            const failed = await until('the first try to fail', async () => {
              const [pending] = (await handle.describe()).raw.pendingActivities ?? [];
              return pending?.lastFailure ? pending.heartbeatDetails?.payloads?.[0] : undefined;
            });
            expect(client.options.loadedDataConverter.payloadConverter.fromPayload(failed)).toBe(1);
            isAway = false;
            expect((await handle.result()).items[0]?.kept?.fileCount).toBe(1);
          });
        }),
    );
  });

  it('puts nothing in its place where its attempt no longer counts', async () => {
    await world(good, async (here) => {
      here.counts = false;
      await expect(here.keep()).rejects.toThrow('This attempt no longer counts');
      expect(await inOrder(here)).toEqual([]);
    });
  });

  it('fetches from no other host, and tries that not again', async () => {
    await world(good, async (here) => {
      const files = [{ document: 'cover', url: 'https://evil.example/a.pdf', name: 'cover.pdf' }];
      expect(await here.keep({ files })).toMatchObject({
        kind: 'failed',
        message: expect.stringContaining('FILE_HOSTS'),
      });
    });
  });

  it('says what is wrong with the disk', async () => {
    await world(good, async (here) => {
      await mkdir(join(here.root, '.incoming'), { recursive: true });
      await writeFile(join(here.root, '.incoming', 'default'), 'a file where a folder should be');
      await expect(here.keep()).rejects.toThrow('there is a file where a folder should be');
    });
  });

  it('names files by the template, with their own endings, all different', async () => {
    const files = (url: string) =>
      ['a', 'b'].map((document) => ({ document, url: `${url}/${document}.pdf`, name: `${document}.pdf` }));
    await world(
      good,
      async (here) => {
        await here.keep({ files: files(here.url), zip: `${here.url}/all.zip` });
        expect(await inOrder(here)).toEqual(['.kept.json', '1001_mug-2.pdf', '1001_mug.pdf', '1001_mug.zip']);
      },
      '{orderId}/{itemId}',
    );
  });

  it('says that the worker has no archive', async () => {
    const { keepFiles } = createActivities({ shop: () => undefined, callbackUrl: () => '' });
    const answer = await new MockActivityEnvironment({}, QUIET).run(
      keepFiles,
      inputOf({ url: '', host: '', requests: [] }),
    );
    expect(answer).toEqual({ kind: 'failed', message: 'The worker has no archive: set ARCHIVE_URL and restart it.' });
  });
});
