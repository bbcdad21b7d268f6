import { z } from 'zod';

const text = z.string().nullish();

const outputFile = z.looseObject({ documentName: text });

/** The body of /production/produce as real clients send it: loosely typed, unknown properties are noted. */
export const produceRequestSchema = z.looseObject({
  templateName: z.string().min(1),
  origin: z.string(),
  externalOrderId: text,
  callbackUrl: text,
  usePublishedVersion: z.boolean().nullish(),
  contentTemplateName: text,
  distributorName: text,
  printSettingsTemplate: text,
  atomyxProfile: text,
  productType: text,
  meta: text,
  orderMetaData: text,
  outputFiles: z.array(outputFile).nullish(),
  outputSettings: z.looseObject({}).nullish(),
  mergeTemplates: z.array(z.looseObject({ templateName: z.string() })).nullish(),
  vdp: z
    .looseObject({
      form: z.record(z.string(), z.unknown()).nullish(),
      records: z.array(z.record(z.string(), z.unknown())).nullish(),
    })
    .nullish(),
  failureRepeats: z.number().int().max(3).nullish(),
  copies: z.number().int().nullish(),
  outputType: text,
  autoMerge: z.boolean().nullish(),
  combinePdfsIntoOne: z.boolean().nullish(),
});

export type ProduceRequest = z.infer<typeof produceRequestSchema>;

/** Top-level properties of a body that the API does not know. */
export function unknownProperties(body: ProduceRequest): string[] {
  const known = new Set(Object.keys(produceRequestSchema.shape));
  return Object.keys(body).filter((name) => !known.has(name));
}
