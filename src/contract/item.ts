import { z } from 'zod';
import { orEmptyList } from './empty-list.js';
import { referenceSchema } from './reference.js';

/** Characters of an order's or item's id; no slash or colon, since ids become workflow ids, URLs and intents. */
export const idSchema = z
  .string()
  .regex(/^(?!\.{1,2}$)[A-Za-z0-9._-]{1,64}$/, '1 to 64 of A-Z a-z 0-9 . _ -, but not . or .., which no URL can name');
/** Not empty: a pattern, since JSON Schema cannot tell of trimming. */
export const words = z.string().regex(/\S/, 'must not be empty').trim();
export const jobIdSchema = words.max(300);

const text = z.string().max(1_000);
const name = words.max(1_000);
const form = orEmptyList(z.record(z.string(), z.string()));

const outputSettings = orEmptyList(
  z.strictObject({
    dpi: z.number().optional(),
    jpegCompression: z.int().optional(),
    width: z.int().optional(),
    height: z.int().optional(),
    fps: z.number().optional(),
    impositionName: text.optional(),
    impositionUri: text.optional(),
    optimizeImages: z.boolean().optional(),
    outputLayers: z.boolean().optional(),
    outputSpotColors: z.boolean().optional(),
    skipDefaultImages: z.boolean().optional(),
    outputDeviceCmyk: z.boolean().optional(),
    cropToContent: z.boolean().optional(),
    taggedPdf: z.boolean().optional(),
    linearize: z.boolean().optional(),
    proof: z.boolean().optional(),
    shrink: z.boolean().optional(),
    allowJpegConversion: z.boolean().optional(),
    disableBleed: z.boolean().optional(),
    setPageNames: z.boolean().optional(),
    outputPdfX4: z.boolean().optional(),
    upscale: z.boolean().optional(),
  }),
);

const vdp = orEmptyList(
  z.strictObject({
    data: z.unknown().optional(),
    form: form.optional(),
    records: z.array(form).optional(),
    templateStyle: text.optional(),
  }),
);

const mergeTemplate = z.strictObject({
  templateName: name,
  documentName: text.optional(),
  targetDocumentName: text.optional(),
  sourceSpreadIndex: z.int().optional(),
  targetSpreadIndex: z.int().optional(),
  count: z.int().optional(),
  usePublishedVersion: z.boolean().optional(),
  transferGlobalFormFieldValues: z.boolean().optional(),
  templateNameIsSnippetId: z.boolean().optional(),
  mergeMode: text.optional(),
});

const outputFile = orEmptyList(
  z.strictObject({
    documentName: text.optional(),
    outputSettings: outputSettings.optional(),
    vdp: vdp.optional(),
  }),
);

/** What the files of an item have to be; it is compared when they arrive. */
const expected = orEmptyList(
  z.strictObject({
    pages: z.int().min(1).max(100_000).optional().meta({ description: 'Pages of each document, of one record of it' }),
    widthMm: z
      .number()
      .positive()
      .max(20_000)
      .optional()
      .meta({ description: 'Width of its pages, a millimetre more or less' }),
    heightMm: z.number().positive().max(20_000).optional().meta({ description: 'Height of its pages' }),
    documents: z.int().min(1).max(20_000).optional().meta({ description: 'How many documents there are' }),
    records: z
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .meta({ description: 'Records that each document holds, one if absent' }),
  }),
);

/** One thing of an order to be rendered: what /production/produce takes, less what we set ourselves. */
export const productionItemSchema = z.strictObject({
  itemId: idSchema,
  /** A template's name, or a save token (`st:…`). */
  templateName: name,
  copies: z.int().min(1).max(1_000_000).optional(),
  outputType: text.optional(),
  outputSettings: outputSettings.optional(),
  vdp: vdp.optional(),
  mergeTemplates: z.array(mergeTemplate).optional(),
  outputFiles: z.array(outputFile).optional(),
  usePublishedVersion: z.boolean().optional(),
  printSettingsTemplate: text.optional(),
  contentTemplateName: text.optional(),
  distributorName: text.optional(),
  productType: text.optional(),
  atomyxProfile: text.optional(),
  autoMerge: z.boolean().optional(),
  combinePdfsIntoOne: z.boolean().optional(),
  /** Printess's own retries of a failing render. */
  failureRepeats: z.int().min(0).max(3).optional(),
  /** Follow this job, paid already, instead of producing. */
  adopt: z.strictObject({ jobId: jobIdSchema }).optional(),
  /** What its files have to be; Printess is not told. */
  expect: expected.optional(),
  /** The shop's own words about it, given back in views, events and the manifest; Printess is not told. */
  reference: referenceSchema.optional(),
});

export type Expected = z.infer<typeof expected>;
export type ProductionItem = z.infer<typeof productionItemSchema>;
