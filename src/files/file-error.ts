import { PrintessProductionError } from '../contract/error.js';

/**
 * Why a file was not fetched. `not-allowed`: its URL leads to where none may lie; `gone`: the host refuses it or has it no
 * more; `too-large`; `failed`: what another try may bring; `disk`: it could not be written here.
 */
export type FileErrorKind = 'not-allowed' | 'gone' | 'too-large' | 'failed' | 'disk';

/** Thrown where a file cannot be fetched; the message is a sentence without the URL, for whoever has that has the file. */
export class FileError extends PrintessProductionError {
  override readonly name = 'FileError';
  readonly code = 'file-not-fetched';
  readonly kind: FileErrorKind;

  constructor(kind: FileErrorKind, message: string, cause?: unknown) {
    super(message, { cause });
    this.kind = kind;
  }
}

const DISK_WORDS: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  EROFS: 'the disk can only be read',
  EACCES: 'this program may not write there',
  EPERM: 'this program may not write there',
  EIO: 'the disk has failed',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
  EFBIG: 'the file is larger than the disk takes',
  ESTALE: 'the network folder has gone away',
  ENOTDIR: 'there is a file where a folder should be',
};

/** An error of the disk as a sentence of ours; any other one as it is. */
export function diskError(error: unknown): unknown {
  const { code = '' } = error as NodeJS.ErrnoException;
  const words = DISK_WORDS[code];
  return words === undefined ? error : new FileError('disk', `It cannot be written: ${words} (${code}).`, error);
}
