import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { download, type Download, type Downloaded } from './download.js';
import { diskError, FileError } from './file-error.js';

/** Marks a file that is not whole; nothing else may take it for one. */
const PART = '.part';

/** A file that is wanted in a folder. */
export interface WantedFile {
  name: string;
  url: string;
  /** Whose file it is, where a folder may have had one of another job under the same name and path. */
  jobId?: string | undefined;
  /** For whoever reads of it in an error. */
  about: string;
}

/** A file that is there, whole. */
export interface BroughtFile extends WantedFile, Downloaded {
  /** Whether it was there already. */
  wasThere: boolean;
}

export interface BringFiles extends Pick<Download, 'hosts' | 'lookup' | 'limits' | 'signal'> {
  folder: string;
  files: readonly WantedFile[];
  /** Hears of a file that is there now, and while one comes how many bytes of it are. */
  onProgress?: ((file: WantedFile, bytes: number, whole: boolean) => void) | undefined;
}

const lineSchema = z.object({
  name: z.string(),
  url: z.string(),
  jobId: z.string().optional(),
  bytes: z.number(),
  sha256: z.string(),
});
type Line = z.infer<typeof lineSchema>;

/** Where a folder remembers what it has: a line of JSON a file. */
export const NOTES = '.fetched';

/**
 * Brings files into a folder, one after the other: each has its name only when it is whole and on the disk for sure. What an
 * earlier call has brought, killed or not, is not fetched again. Throws `FileError`, naming the file.
 */
export async function bringFiles({ folder, files, onProgress, ...how }: BringFiles): Promise<BroughtFile[]> {
  const there = await inFolder(folder);
  const brought: BroughtFile[] = [];
  for (const file of files) {
    how.signal.throwIfAborted();
    const known = there.get(file.name);
    if (known?.url === withoutQuery(file.url) && known.jobId === file.jobId) {
      brought.push({ ...file, bytes: known.bytes, sha256: known.sha256, wasThere: true });
      onProgress?.(file, known.bytes, true);
      continue;
    }
    const got = await bring(folder, file, { ...how, onBytes: (bytes) => onProgress?.(file, bytes, false) });
    brought.push({ ...file, ...got, wasThere: false });
    onProgress?.(file, got.bytes, true);
  }
  return brought;
}

async function bring(
  folder: string,
  { name, url, jobId, about }: WantedFile,
  how: Pick<Download, 'hosts' | 'lookup' | 'limits' | 'signal' | 'onBytes'>,
): Promise<Downloaded> {
  // A name of its own: another process that was taken for dead may still write to another one.
  const part = join(folder, `.${randomBytes(6).toString('hex')}${PART}`);
  try {
    const got = await download({ ...how, url, path: part });
    await rename(part, join(folder, name));
    await appendFile(join(folder, NOTES), `${JSON.stringify({ name, url: withoutQuery(url), jobId, ...got })}\n`);
    return got;
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    const known = diskError(error);
    throw known instanceof FileError ? new FileError(known.kind, `${about}: ${known.message}`, known) : known;
  }
}

/** The files that the folder's notes tell of, as they lie there; what was left half is removed. */
async function inFolder(folder: string): Promise<Map<string, Line>> {
  const there = new Map<string, Line>();
  try {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder))
      if (name.startsWith('.') && name.endsWith(PART)) await rm(join(folder, name), { force: true });
    for (const line of await notes(folder)) {
      const { size } = await stat(join(folder, line.name)).catch(() => ({ size: -1 }));
      if (size === line.bytes) there.set(line.name, line);
      else there.delete(line.name);
    }
  } catch (error) {
    throw diskError(error);
  }
  return there;
}

/** The last line may have been cut. */
async function notes(folder: string): Promise<Line[]> {
  const text = await readFile(join(folder, NOTES), 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => {
    const parsed = lineSchema.safeParse(tryJson(line));
    return parsed.success ? [parsed.data] : [];
  });
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a URL leads to; its query may be a signature, and another one the next time. */
const withoutQuery = (url: string): string => url.split(/[?#]/)[0] ?? '';
