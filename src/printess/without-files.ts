import type { Success } from '../contract/outcome.js';

/** A success without its list of files: how many there are, how long the list is and the zip are still there. */
export function withoutFiles(success: Success): Success {
  return { ...success, files: [], filesOmitted: true, filesBytes: filesBytes(success) };
}

/** Bytes of the list's JSON. */
export function filesBytes({ files }: Success): number {
  return Buffer.byteLength(JSON.stringify(files));
}
