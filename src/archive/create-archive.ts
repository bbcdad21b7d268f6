import { fileURLToPath } from 'node:url';
import type { Archive } from './archive.js';
import { createFolderArchive } from './folder-archive.js';

/** The archive of a URL that the configuration has checked: `file:///folder` or `s3://bucket/prefix`. */
export async function createArchive(url: string): Promise<Archive> {
  const { protocol } = new URL(url);
  if (protocol === 'file:') return createFolderArchive(fileURLToPath(url));
  // Optional: who keeps files on a disk need not have it.
  const { createS3Archive } = await import('./s3-archive.js').catch((cause: unknown) => {
    throw new Error('ARCHIVE_URL: for s3:// install @aws-sdk/client-s3 and @aws-sdk/lib-storage beside this package.', {
      cause,
    });
  });
  return createS3Archive(url);
}
