import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { diskError, FileError } from './file-error.js';
import { openUrl, type OpenUrl } from './open-url.js';

/** Bounds of what one file may take. */
export interface DownloadLimits {
  /** Bytes of one file. */
  bytes: number;
  /** Milliseconds without a byte. */
  idleMs: number;
  /** Milliseconds for all of it. */
  totalMs: number;
}

export const DOWNLOAD_LIMITS: DownloadLimits = { bytes: 5_000_000_000, idleMs: 60_000, totalMs: 3_600_000 };

export interface Download extends Pick<OpenUrl, 'hosts' | 'lookup'> {
  url: string;
  /** A path that nothing lies at. */
  path: string;
  signal: AbortSignal;
  limits?: DownloadLimits;
  /** Hears how many bytes are there. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** What was written. */
export interface Downloaded {
  bytes: number;
  sha256: string;
}

/**
 * Writes a file from its URL to the disk, a piece at a time, and on the disk for sure. Whole, or not at all: what was cut
 * off, has another length than its host said, or is too large rejects with `FileError`, and its path is the caller's to clear.
 */
export async function download({
  url,
  path,
  signal,
  limits = DOWNLOAD_LIMITS,
  onBytes,
  ...guard
}: Download): Promise<Downloaded> {
  const handle = await onDisk(open(path, 'wx'));
  const over = new AbortController();
  const total = setTimeout(
    () => over.abort(new FileError('failed', `It did not come within ${limits.totalMs} ms.`)),
    limits.totalMs,
  );
  const both = AbortSignal.any([signal, over.signal]);
  try {
    const response = await openUrl(url, { ...guard, signal: both, answerMs: limits.idleMs });
    const length = lengthOf(response.headers);
    if (length === undefined && response.headers['transfer-encoding'] === undefined)
      throw abandon(response, new FileError('failed', 'The host does not say how long the file is.'));
    if (length !== undefined && length > limits.bytes) throw abandon(response, tooLarge(limits));
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of piecesOf(response, { over, both, idleMs: limits.idleMs })) {
      bytes += chunk.length;
      if (bytes > limits.bytes) throw tooLarge(limits);
      hash.update(chunk);
      await onDisk(handle.writeFile(chunk));
      onBytes?.(bytes);
    }
    both.throwIfAborted();
    if (!response.complete || (length !== undefined && bytes !== length))
      throw new FileError('failed', `It has ${bytes} bytes, its host said ${length ?? 'more'}.`);
    await onDisk(handle.sync());
    return { bytes, sha256: hash.digest('hex') };
  } finally {
    clearTimeout(total);
    await handle.close().catch(() => undefined);
  }
}

/** The pieces of an answer as they come; who waits for the next one for too long, or is called back, is told why. */
async function* piecesOf(
  response: IncomingMessage,
  { over, both, idleMs }: { over: AbortController; both: AbortSignal; idleMs: number },
): AsyncGenerator<Buffer> {
  let idle: NodeJS.Timeout | undefined;
  const wait = () => {
    idle = setTimeout(() => over.abort(new FileError('failed', `Nothing of it came for ${idleMs} ms.`)), idleMs);
  };
  try {
    wait();
    for await (const chunk of response) {
      clearTimeout(idle);
      yield chunk as Buffer;
      wait();
    }
  } catch (error) {
    if (both.aborted) throw both.reason;
    throw new FileError('failed', 'The connection was cut before its end.', error);
  } finally {
    clearTimeout(idle);
  }
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw diskError(error);
  });
}

const tooLarge = ({ bytes }: DownloadLimits) => new FileError('too-large', `It is larger than ${bytes} bytes.`);

function abandon(
  response: { on: (event: 'error', hear: () => void) => unknown; destroy: () => unknown },
  why: FileError,
) {
  response.on('error', () => undefined);
  response.destroy();
  return why;
}

function lengthOf(headers: { 'content-length'?: string | undefined }): number | undefined {
  const length = Number(headers['content-length']);
  return headers['content-length'] !== undefined && Number.isSafeInteger(length) ? length : undefined;
}
