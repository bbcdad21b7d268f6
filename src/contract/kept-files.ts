import * as z from 'zod';

/** A file as it is kept in the archive. */
export const keptFileSchema = z
  .object({
    name: z.string().describe('Its name in the item’s folder.'),
    document: z.string().optional().describe('Its document’s name in the template; absent: the zip of all files.'),
    bytes: z.number().int().describe('Its length in bytes.'),
    sha256: z.string().describe('SHA-256 of its bytes, in hex.'),
    pages: z.number().int().optional().describe('Pages that were counted in it.'),
    widthMm: z.number().optional().describe('Width of its first page, in millimetres.'),
    heightMm: z.number().optional().describe('Height of its first page, in millimetres.'),
  })
  .meta({ id: 'KeptFile', description: 'A file as it is kept in the archive.' });

/** Where the files of an item are kept, and which: they are whole, and were compared with what was ordered. */
export const keptFilesSchema = z
  .object({
    folder: z.string().describe('URL of the item’s folder in the archive.'),
    at: z.string().describe('When the last of them was there, in ISO 8601.'),
    fileCount: z.number().int().describe('How many there are, also where `files` leaves them out.'),
    bytes: z.number().describe('Bytes of all files together.'),
    files: z.array(keptFileSchema).describe('The files.'),
    filesOmitted: z
      .literal(true)
      .optional()
      .describe('True where there are too many to list here: the manifest names them all.'),
  })
  .meta({ id: 'KeptFiles', description: 'Where the files of an item are kept, and which.' });

export type { KeptFile, KeptFiles } from './types.js';
