import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { folderName } from '../contract/folder-name.js';
import { diskError, FileError } from '../files/file-error.js';
import { NOTES } from '../files/bring-files.js';
import {
  isSameManifest,
  MANIFEST,
  manifestOf,
  markOf,
  PREVIOUS,
  receiptOf,
  recordIn,
  recordsOf,
  RECORD,
  type Archive,
  type ItemPlace,
  type KeptRecord,
  type OrderPlace,
} from './archive.js';

/** Where files come together before they are handed over: on the same disk, so that they are moved by one rename. */
const INCOMING = '.incoming';
/** Says whose folder it is, where a file system takes two names for one. */
const OWNER = '.order.json';

/** An archive in a folder: a disk, or a network drive. Its errors are `FileError`s where they have words for people. */
export function createFolderArchive(root: string): Archive {
  const orderFolder = ({ shop, orderId }: OrderPlace) => join(root, folderName(shop), folderName(orderId));
  const itemFolder = (item: ItemPlace) => join(orderFolder(item), item.folder);
  const incoming = ({ shop, orderId }: OrderPlace) => join(root, INCOMING, folderName(shop), folderName(orderId));
  const stagingOf = (item: ItemPlace, jobId: string) => join(incoming(item), `${item.folder}-${markOf(jobId)}`);

  const kept = async (item: ItemPlace): Promise<KeptRecord | undefined> =>
    recordIn(await readIfThere(join(itemFolder(item), RECORD)));

  /** What waits for the manifest must not see an order that is being changed. */
  const withdrawManifest = async (order: OrderPlace) => {
    const folder = orderFolder(order);
    const manifest = join(folder, MANIFEST);
    if ((await readIfThere(manifest)) === undefined) return;
    await mkdir(join(folder, PREVIOUS), { recursive: true });
    await rename(manifest, join(folder, PREVIOUS, `manifest-${stamp()}.json`));
    await sync(folder);
  };

  return {
    urlOf: (item) => pathToFileURL(`${itemFolder(item)}/`).href,
    kept: (item) => withWords(() => kept(item)),
    staging: stagingOf,

    place: (item, record) =>
      withWords(async () => {
        const [staged, place, folder] = [stagingOf(item, record.jobId), itemFolder(item), orderFolder(item)];
        const there = await kept(item);
        if (there?.jobId !== record.jobId) {
          // An earlier try may have had other names.
          const wanted = new Set([...record.files.map(({ name }) => name), NOTES]);
          for (const name of await readdir(staged))
            if (!wanted.has(name)) await rm(join(staged, name), { force: true });
          await writeWhole(join(staged, RECORD), record);
          await sync(staged);
          await own(folder, item);
          await withdrawManifest(item);
          if (there || (await exists(place))) {
            await mkdir(join(folder, PREVIOUS), { recursive: true });
            const name = there
              ? `${item.folder}-${there.generation}-${markOf(there.jobId)}`
              : `${item.folder}-${stamp()}`;
            const earlier = join(folder, PREVIOUS, name);
            await rm(earlier, { recursive: true, force: true });
            await rename(place, earlier);
          }
          await rename(staged, place);
          await sync(folder);
        }
        await rm(join(place, NOTES), { force: true });
      }),

    writeManifest: (input) =>
      withWords(async () => {
        const records = await recordsOf(input, kept);
        const path = join(orderFolder(input), MANIFEST);
        const manifest = manifestOf(input, records, new Date().toISOString());
        if (!isSameManifest(await readIfThere(path), manifest)) {
          await writeWhole(path, manifest);
          await sync(orderFolder(input));
        }
        // What came together and was not wanted after all.
        await rm(incoming(input), { recursive: true, force: true });
        return pathToFileURL(path).href;
      }),

    open: (item, name) =>
      withWords(async () => {
        const path = join(itemFolder(item), name);
        const facts = await stat(path).catch(() => undefined);
        return facts?.isFile() ? { stream: createReadStream(path), bytes: facts.size } : undefined;
      }),

    erase: (order, by) =>
      withWords(async () => {
        const folder = orderFolder(order);
        // What came together, and what was killed while it erased.
        const left = await measure(incoming(order));
        const isThere = await exists(folder);
        if (isThere) await own(folder, order);
        else if (left.files === 0) return undefined;
        const kept = await measure(folder);
        const erased = { files: kept.files + left.files, bytes: kept.bytes + left.bytes };
        // Out of sight by one rename, before the first file goes.
        await mkdir(incoming(order), { recursive: true });
        if (isThere) await rename(folder, join(incoming(order), `erased-${randomBytes(6).toString('hex')}`));
        await own(folder, order);
        await writeWhole(join(folder, MANIFEST), receiptOf(order, { at: new Date().toISOString(), by, ...erased }));
        await sync(folder);
        await rm(incoming(order), { recursive: true, force: true });
        return erased;
      }),
  };
}

const stamp = (): string => `${new Date().toISOString().replace(/[:.]/g, '-')}-${randomBytes(3).toString('hex')}`;

async function withWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw diskError(error);
  }
}

/** The order's folder, made if need be; a file system that takes two orders' names for one would mix their files. */
async function own(folder: string, { shop, orderId }: OrderPlace): Promise<void> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, OWNER);
  const mine = JSON.stringify({ shop, orderId });
  const theirs = await readIfThere(path);
  if (theirs === undefined) await writeWhole(path, { shop, orderId });
  else if (JSON.stringify(JSON.parse(theirs)) !== mine)
    throw new FileError(
      'not-allowed',
      'The archive takes the folders of two orders for one, since their numbers differ by capital letters alone.',
    );
}

/** Whole or not at all, and on the disk for sure. */
async function writeWhole(path: string, value: object): Promise<void> {
  const part = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.part`);
  let file: FileHandle | undefined;
  try {
    file = await open(part, 'wx');
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
    await file.close();
    file = undefined;
    await rename(part, path);
  } catch (error) {
    await file?.close().catch(() => undefined);
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
}

/** Has a folder's own entries on the disk for sure, where the system can. */
async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r').catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

async function readIfThere(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

async function measure(folder: string): Promise<{ files: number; bytes: number }> {
  let [files, bytes] = [0, 0];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  });
  for (const entry of entries)
    if (entry.isFile()) {
      files += 1;
      bytes += (await stat(join(entry.parentPath, entry.name))).size;
    }
  return { files, bytes };
}
