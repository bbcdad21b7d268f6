import * as z from 'zod';
import { jobIdSchema } from './item.js';

/** A file that Printess has made; `document` is its name in the template. */
export const printFileSchema = z
  .object({
    document: z.string().describe('The document’s name in the template.'),
    url: z.string().describe('Where the file is fetched; Printess keeps it for a while only.'),
    name: z.string().describe('A name for the file, unique among the item’s.'),
    pages: z.number().int().optional().describe('How many pages it has, where Printess says so.'),
  })
  .meta({ id: 'PrintFile', description: 'A file that Printess has made.' });

export type { PrintFile } from './types.js';

export const successSchema = z.object({
  kind: z.literal('succeeded'),
  files: z.array(printFileSchema),
  /** How many files there are, also where `files` had to leave them out. */
  fileCount: z.number().int(),
  filesOmitted: z.literal(true).optional(),
  /** Where a callback's list was too long to report: its size as JSON, in bytes. One status check may still bring it. */
  filesBytes: z.number().int().optional(),
  zip: z.string().optional(),
  warnings: z.array(z.string()).optional(),
  /** Printess says that characters have no glyph in the chosen font. */
  invalidGlyphs: z.literal(true).optional(),
  /** ISO 8601: when Printess had made them, where it says so. */
  renderedAt: z.string().optional(),
});

const failureSchema = z.object({ kind: z.literal('failed'), message: z.string() });

/** How a job ended. */
export const outcomeSchema = z.discriminatedUnion('kind', [successSchema, failureSchema]);

export type Outcome = z.infer<typeof outcomeSchema>;
export type Success = z.infer<typeof successSchema>;

/** Where an outcome was learnt from. */
export const SOURCES = ['callback', 'status'] as const;
export type Source = (typeof SOURCES)[number];

/**
 * What the callback endpoint reports to an order: the one argument of the signal `printessCallback`. Without `outcome` the
 * callback could not be understood (or named files off the allowed hosts): the item's next status check then comes at once.
 */
export const callbackReportSchema = z.object({
  itemId: z.string(),
  generation: z.number().int(),
  jobId: jobIdSchema.optional(),
  printessOrderId: z.string().max(300).optional(),
  outcome: outcomeSchema.optional(),
});

export type CallbackReport = z.infer<typeof callbackReportSchema>;
