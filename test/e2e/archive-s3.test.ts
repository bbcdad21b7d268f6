import { randomUUID } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { CreateBucketCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createArchive } from '../../src/archive/create-archive.js';
import { archiveSuite, recordOf } from '../support/archive-suite.js';
import { startS3Server } from '../support/s3-server.js';

let server: Awaited<ReturnType<typeof startS3Server>> | undefined;
beforeAll(async () => {
  server = await startS3Server();
  Object.assign(process.env, {
    AWS_ENDPOINT_URL_S3: server.url,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: 'eu-central-1',
  });
});
afterAll(() => server?.stop());

async function bucket(): Promise<{ name: string; keys: () => Promise<string[]> }> {
  const name = `b-${randomUUID()}`;
  const client = new S3Client({ forcePathStyle: true });
  const CreateBucketConfiguration = { LocationConstraint: 'eu-central-1' as const };
  await client.send(new CreateBucketCommand({ Bucket: name, CreateBucketConfiguration }));
  return {
    name,
    keys: async () => {
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: name }));
      return Contents.map(({ Key = '' }) => Key).sort();
    },
  };
}

describe('an archive in S3', () => {
  archiveSuite(async (test) => {
    const { name, keys } = await bucket();
    const list = async () =>
      (await keys())
        .filter((key) => !key.endsWith('/.kept.json'))
        .map((key) => key.replace('print/default/1001/', ''))
        .sort();
    await test(await createArchive(`s3://${name}/print`), list);
  });

  it('takes a file of many parts, whole', async () => {
    const { name } = await bucket();
    const archive = await createArchive(`s3://${name}/print`);
    const place = { shop: 'default', orderId: '1001', folder: 'mug' };
    const staging = archive.staging(place, 'J1');
    await mkdir(staging, { recursive: true });
    const content = Buffer.alloc(20_000_000, 'a print file ');
    await writeFile(join(staging, 'a.pdf'), content);
    await archive.place(place, recordOf('mug', 'J1'));
    const kept = await archive.open(place, 'a.pdf');
    expect(kept?.bytes).toBe(content.length);
    expect(kept && content.equals(await buffer(kept.stream))).toBe(true);
  });

  it('says what the store refuses', async () => {
    const archive = await createArchive('s3://no-such-bucket/print');
    const place = { shop: 'default', orderId: '1001', folder: 'mug' };
    await expect(archive.kept(place)).rejects.toThrow("The archive's store refuses it: NoSuchBucket (404).");
  });
});
