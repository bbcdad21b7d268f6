import * as z from 'zod';

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** Late-bound form fields and records; a shipped plugin puts nulls and an object into the form. */
const vdp = z.looseObject({
  data: z.unknown().optional(),
  form: z.record(z.string(), z.unknown()).nullish(),
  records: z.array(z.record(z.string(), z.unknown())).max(1_000).nullish(),
  templateStyle: text,
});

const mergeTemplate = z.looseObject({ templateName: z.string() });

const outputFile = z.looseObject({
  documentName: text,
  outputSettings: z.looseObject({}).nullish(),
  vdp: vdp.nullish(),
});

/** The body of /production/produce as real clients send it: loosely typed, unknown properties are noted. */
export const produceRequestSchema = z.looseObject({
  templateName: z.string().min(1),
  origin: z.string(),
  externalOrderId: text,
  callbackUrl: text,
  usePublishedVersion: flag,
  contentTemplateName: text,
  distributorName: text,
  printSettingsTemplate: text,
  atomyxProfile: text,
  productType: text,
  meta: text,
  orderMetaData: text,
  outputFiles: z.array(outputFile).max(1_000).nullish(),
  outputSettings: z.looseObject({}).nullish(),
  mergeTemplates: z.array(mergeTemplate).nullish(),
  vdp: vdp.nullish(),
  failureRepeats: z.number().int().max(3).nullish(),
  copies: z.number().int().nullish(),
  outputType: text,
  autoMerge: flag,
  combinePdfsIntoOne: flag,
});

export type ProduceRequest = z.infer<typeof produceRequestSchema>;

/** Top-level properties of a body that the API does not know. */
export function unknownProperties(body: ProduceRequest): string[] {
  const known = new Set(Object.keys(produceRequestSchema.shape));
  return Object.keys(body).filter((name) => !known.has(name));
}
