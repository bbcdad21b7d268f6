import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { folderName } from '../contract/folder-name.js';
import { FileError } from '../files/file-error.js';
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

/** Bytes of one part of a larger file: two of them are in memory at once. */
const PART_BYTES = 8 * 1024 * 1024;
const PARTS_AT_ONCE = 2;
/** Objects that one request deletes. */
const DELETED_AT_ONCE = 1_000;

/**
 * An archive in a bucket of S3, or of a store that speaks its language (`AWS_ENDPOINT_URL_S3`); credentials and region as the
 * SDK finds them. Objects appear whole; the record of an item comes after its files, and the manifest last.
 */
export function createS3Archive(url: string): Archive {
  const { hostname: bucket, pathname } = new URL(url);
  const prefix = pathname.replace(/^\/+|\/+$/g, '');
  const isOwnStore = [process.env['AWS_ENDPOINT_URL_S3'], process.env['AWS_ENDPOINT_URL']].some(Boolean);
  const client = new S3Client({ forcePathStyle: isOwnStore });

  const orderKey = ({ shop, orderId }: OrderPlace) =>
    [prefix, folderName(shop), folderName(orderId)].filter(Boolean).join('/');
  const itemKey = (item: ItemPlace) => `${orderKey(item)}/${item.folder}`;
  const urlOf = (key: string) => `s3://${bucket}/${key}`;
  const stagingOf = (item: ItemPlace, jobId: string) =>
    join(tmpdir(), `printess-archive-${markOf(url)}`, markOf(`${orderKey(item)}/${item.folder}/${jobId}`));

  const readText = async (key: string): Promise<string | undefined> => {
    const object = await get(client, bucket, key);
    return object?.Body?.transformToString();
  };
  const writeJson = (key: string, value: object) =>
    client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        Body: `${JSON.stringify(value, null, 2)}\n`,
        ContentType: 'application/json',
      }),
    );
  const list = async (folder: string): Promise<{ key: string; bytes: number }[]> => {
    const found: { key: string; bytes: number }[] = [];
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({
          Bucket: bucket,
          Prefix: `${folder}/`,
          ...(ContinuationToken && { ContinuationToken }),
        }),
      );
      for (const { Key, Size = 0 } of page.Contents ?? []) if (Key !== undefined) found.push({ key: Key, bytes: Size });
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken !== undefined);
    return found;
  };
  const copy = (from: string, to: string) =>
    client.send(new CopyObjectCommand({ Bucket: bucket, Key: to, CopySource: `${bucket}/${encodePath(from)}` }));
  const remove = async (keys: readonly string[]) => {
    for (let at = 0; at < keys.length; at += DELETED_AT_ONCE)
      await client.send(
        new DeleteObjectsCommand({
          Bucket: bucket,
          Delete: { Objects: keys.slice(at, at + DELETED_AT_ONCE).map((Key) => ({ Key })), Quiet: true },
        }),
      );
  };
  const move = async (keys: readonly string[], from: string, to: string) => {
    for (const key of keys) await copy(key, `${to}${key.slice(from.length)}`);
    await remove(keys);
  };
  const kept = async (item: ItemPlace): Promise<KeptRecord | undefined> =>
    recordIn(await readText(`${itemKey(item)}/${RECORD}`));
  const upload = async (path: string, key: string, name: string) => {
    const uploading = new Upload({
      client,
      params: { Bucket: bucket, Key: key, Body: createReadStream(path), ContentType: typeOf(name) },
      partSize: PART_BYTES,
      queueSize: PARTS_AT_ONCE,
    });
    await uploading.done();
  };

  const place = async (item: ItemPlace, record: KeptRecord) => {
    const [folder, order] = [itemKey(item), orderKey(item)];
    const there = await kept(item);
    if (there?.jobId !== record.jobId) {
      // What waits for the manifest must not see an order that is being changed.
      const manifest = `${order}/${MANIFEST}`;
      const stamp = new Date().toISOString().replace(/[:.]/g, '-');
      if ((await readText(manifest)) !== undefined)
        await move([manifest], manifest, `${order}/${PREVIOUS}/manifest-${stamp}.json`);
      const earlier = (await list(folder)).map(({ key }) => key);
      // The record goes last: until then a call that is repeated finds what it has to move.
      if (there) {
        const to = `${order}/${PREVIOUS}/${item.folder}-${there.generation}-${markOf(there.jobId)}`;
        const [records, files] = [
          earlier.filter((key) => key.endsWith(`/${RECORD}`)),
          earlier.filter((key) => !key.endsWith(`/${RECORD}`)),
        ];
        await move(files, folder, to);
        await move(records, folder, to);
      } else await remove(earlier);
      const staged = stagingOf(item, record.jobId);
      for (const { name } of record.files) await upload(join(staged, name), `${folder}/${name}`, name);
      await writeJson(`${folder}/${RECORD}`, record);
    }
    await rm(stagingOf(item, record.jobId), { recursive: true, force: true });
  };

  return {
    urlOf: (item) => `${urlOf(itemKey(item))}/`,
    staging: stagingOf,
    kept: (item) => withWords(() => kept(item)),
    place: (item, record) => withWords(() => place(item, record)),

    writeManifest: (input) =>
      withWords(async () => {
        const records = await recordsOf(input, kept);
        const key = `${orderKey(input)}/${MANIFEST}`;
        const manifest = manifestOf(input, records, new Date().toISOString());
        if (!isSameManifest(await readText(key), manifest)) await writeJson(key, manifest);
        return urlOf(key);
      }),

    open: (item, name) =>
      withWords(async () => {
        const object = await get(client, bucket, `${itemKey(item)}/${name}`);
        if (!object?.Body) return undefined;
        return { stream: object.Body as Readable, bytes: object.ContentLength ?? 0 };
      }),

    erase: (order, by) =>
      withWords(async () => {
        const all = await list(orderKey(order));
        if (all.length === 0) return undefined;
        const manifest = `${orderKey(order)}/${MANIFEST}`;
        const erased = { files: all.length, bytes: all.reduce((sum, { bytes }) => sum + bytes, 0) };
        await writeJson(manifest, receiptOf(order, { at: new Date().toISOString(), by, ...erased }));
        await remove(all.map(({ key }) => key).filter((key) => key !== manifest));
        return erased;
      }),
  };
}

async function get(client: S3Client, bucket: string, key: string) {
  return client.send(new GetObjectCommand({ Bucket: bucket, Key: key })).catch((error: unknown) => {
    if (error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound'))
      return undefined;
    throw error;
  });
}

const encodePath = (key: string): string => key.split('/').map(encodeURIComponent).join('/');

const TYPES: Record<string, string> = {
  pdf: 'application/pdf',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  zip: 'application/zip',
};

const typeOf = (name: string): string =>
  TYPES[name.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream';

/** What a store refuses, in words; what the SDK says of requests may hold more than a message should. */
async function withWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof S3ServiceException)
      throw new FileError(
        'disk',
        `The archive's store refuses it: ${error.name} (${error.$metadata.httpStatusCode ?? 'no status'}). See its bucket, its rules and the credentials.`,
        error,
      );
    throw error;
  }
}
