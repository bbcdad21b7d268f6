import * as z from 'zod';
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
  z
    .strictObject({
      dpi: z.number().optional().describe('Resolution of pictures in the file, in dots per inch.'),
      jpegCompression: z.int().optional().describe('How much JPEG pictures are compressed, in Printess’s measure.'),
      width: z.int().optional().describe('Width of a picture in pixels.'),
      height: z.int().optional().describe('Height of a picture in pixels.'),
      fps: z.number().optional().describe('Frames a second, where the output is a film.'),
      impositionName: text.optional().describe('The imposition by which Printess arranges the pages, by its name.'),
      impositionUri: text.optional().describe('The imposition by which Printess arranges the pages, by its address.'),
      optimizeImages: z.boolean().optional().describe('Whether pictures are made no larger than their place needs.'),
      outputLayers: z.boolean().optional().describe('Whether the PDF keeps layers.'),
      outputSpotColors: z.boolean().optional().describe('Whether spot colours stay spot colours.'),
      skipDefaultImages: z
        .boolean()
        .optional()
        .describe('Whether pictures that the customer has not replaced are left out.'),
      outputDeviceCmyk: z
        .boolean()
        .optional()
        .describe('Whether colours are written as DeviceCMYK, without a profile.'),
      cropToContent: z.boolean().optional().describe('Whether the page is cut to what stands on it.'),
      taggedPdf: z.boolean().optional().describe('Whether the PDF is tagged, for screen readers.'),
      linearize: z.boolean().optional().describe('Whether the PDF is linearised, for fast display on the web.'),
      proof: z.boolean().optional().describe('Whether it is a proof and not the file for print.'),
      shrink: z.boolean().optional().describe('Whether the file is made smaller.'),
      allowJpegConversion: z.boolean().optional().describe('Whether pictures of other formats may become JPEG.'),
      disableBleed: z.boolean().optional().describe('Whether the bleed is left out.'),
      setPageNames: z.boolean().optional().describe('Whether the PDF’s pages have names.'),
      outputPdfX4: z.boolean().optional().describe('Whether the PDF follows PDF/X-4.'),
      upscale: z.boolean().optional().describe('Whether pictures of too low a resolution are scaled up.'),
    })
    .meta({
      id: 'OutputSettings',
      description: 'How files are written: handed to Printess as it stands. What is absent is as Printess has it.',
    }),
);

const vdp = orEmptyList(
  z
    .strictObject({
      data: z.unknown().optional().describe('Any JSON that the template’s own code reads.'),
      form: form.optional().describe('Values of the template’s form fields, by their names.'),
      records: z.array(form).optional().describe('Records of variable data, each by the names of form fields.'),
      templateStyle: text.optional().describe('The template’s style to be used.'),
    })
    .meta({
      id: 'Vdp',
      description: 'What is put into the template when it is rendered; it is kept in the order’s history.',
    }),
);

const mergeTemplate = z
  .strictObject({
    templateName: name.describe('The template that is merged in.'),
    documentName: text.optional().describe('Its document that is taken.'),
    targetDocumentName: text.optional().describe('The document of the item’s template that it goes into.'),
    sourceSpreadIndex: z.int().optional().describe('The index of its first spread that is taken.'),
    targetSpreadIndex: z.int().optional().describe('The index of the spread where it goes.'),
    count: z.int().optional().describe('How many spreads are taken.'),
    usePublishedVersion: z.boolean().optional().describe('Whether its published version is taken and not its draft.'),
    transferGlobalFormFieldValues: z
      .boolean()
      .optional()
      .describe('Whether values of global form fields are handed on to it.'),
    templateNameIsSnippetId: z.boolean().optional().describe('Whether `templateName` is the id of a snippet.'),
    mergeMode: text.optional().describe('How it is merged, in Printess’s words.'),
  })
  .meta({ id: 'MergeTemplate', description: 'A template that is merged into the item’s own.' });

const outputFile = orEmptyList(
  z
    .strictObject({
      documentName: text.optional().describe('The template’s document that becomes this file.'),
      outputSettings: outputSettings.optional().describe('How this file is written.'),
      vdp: vdp.optional().describe('What is put into this file.'),
    })
    .meta({ id: 'OutputFile', description: 'One of several files that are made from one template.' }),
);

/** What the files of an item have to be; it is compared when they arrive. */
const expected = orEmptyList(
  z
    .strictObject({
      pages: z.int().min(1).max(100_000).optional().describe('Pages of each document, of one record of it.'),
      widthMm: z
        .number()
        .positive()
        .max(20_000)
        .optional()
        .describe('Width of its pages in millimetres, one more or less.'),
      heightMm: z
        .number()
        .positive()
        .max(20_000)
        .optional()
        .describe('Height of its pages in millimetres, one more or less.'),
      documents: z.int().min(1).max(20_000).optional().describe('How many documents there are.'),
      records: z
        .int()
        .min(1)
        .max(100_000)
        .optional()
        .describe('Records that each document holds; one where it is absent.'),
    })
    .meta({ id: 'Expected', description: 'What the files of an item have to be: compared when they arrive.' }),
);

/** One thing of an order to be rendered: what /production/produce takes, less what we set ourselves. */
export const productionItemSchema = z
  .strictObject({
    itemId: idSchema.describe('The shop’s id of the item, unique in its order.'),
    templateName: name.describe('A template’s name, or a save token (`st:…`) of what a customer has designed.'),
    copies: z.int().min(1).max(1_000_000).optional().describe('How many copies are printed; 1 where it is absent.'),
    outputType: text.optional().describe('`pdf`, `png` or `jpg`; whatever else it says, Printess makes a PDF.'),
    outputSettings: outputSettings.optional().describe('How the files are written.'),
    vdp: vdp.optional().describe('What is put into the template when it is rendered.'),
    mergeTemplates: z
      .array(mergeTemplate)
      .optional()
      .describe('Templates that are merged into this one; Printess ignores them beside `outputFiles`.'),
    outputFiles: z.array(outputFile).optional().describe('The files to make, where one template gives several.'),
    usePublishedVersion: z
      .boolean()
      .optional()
      .describe('Whether the template’s published version is rendered and not its draft; save tokens are as they are.'),
    printSettingsTemplate: text.optional().describe('A template whose print settings are used.'),
    contentTemplateName: text.optional().describe('A template that gives the content.'),
    distributorName: text.optional().describe('The distributor, by its name in Printess.'),
    productType: text.optional().describe('The kind of product; lists of orders in Printess can be searched by it.'),
    atomyxProfile: text.optional().describe('The Atomyx profile, by its name.'),
    autoMerge: z.boolean().optional().describe('Whether Printess merges by itself.'),
    combinePdfsIntoOne: z.boolean().optional().describe('Whether all documents come in one PDF.'),
    failureRepeats: z
      .int()
      .min(0)
      .max(3)
      .optional()
      .describe('How often Printess tries a failing render again by itself; 1 where it is absent.'),
    adopt: z
      .strictObject({ jobId: jobIdSchema.describe('The job, as Printess has named it.') })
      .optional()
      .describe('Follow this job, which is paid already, and order nothing.'),
    expect: expected.optional().describe('What its files have to be; Printess is not told.'),
    reference: referenceSchema
      .optional()
      .describe('The shop’s own JSON about it, given back in views, events and the manifest; Printess is not told.'),
  })
  .meta({ id: 'ProductionItem', description: 'One thing of an order to be rendered: one call to Printess, one job.' });

export type { Expected, ProductionItem } from './types.js';
