import { z } from 'zod';

/** A file as it is kept in the archive. */
export const keptFileSchema = z.object({
  name: z.string().meta({ description: 'Its name in the item’s folder' }),
  document: z
    .string()
    .optional()
    .meta({ description: 'Its document’s name in the template; absent: the zip of all files' }),
  bytes: z.number().int(),
  sha256: z.string().meta({ description: 'SHA-256 of its bytes, in hex' }),
  pages: z.number().int().optional().meta({ description: 'Pages that were counted in it' }),
  widthMm: z.number().optional().meta({ description: 'Width of its first page' }),
  heightMm: z.number().optional().meta({ description: 'Height of its first page' }),
});

/** Where the files of an item are kept, and which: they are whole, and were compared with what was ordered. */
export const keptFilesSchema = z.object({
  folder: z.string().meta({ description: 'URL of the item’s folder in the archive' }),
  at: z.string().meta({ description: 'ISO 8601' }),
  fileCount: z.number().int(),
  bytes: z.number().meta({ description: 'Of all files together' }),
  files: z.array(keptFileSchema),
  filesOmitted: z
    .literal(true)
    .optional()
    .meta({ description: 'True where there are too many to list here: the manifest names them all' }),
});

export type KeptFile = z.infer<typeof keptFileSchema>;
export type KeptFiles = z.infer<typeof keptFilesSchema>;
