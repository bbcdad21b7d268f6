import * as z from 'zod';

/** Shapes of answers, as the sandbox gives them and its OpenAPI document shows them. */

const when = z.iso.datetime().nullable();

export const errorAnswer = z.strictObject({ c: z.number().int(), m: z.string() });

export const producedAnswer = z.strictObject({ jobId: z.string(), orderId: z.string() });

const resultAnswer = z.strictObject({
  s: z.strictObject({ t: z.number(), p: z.number(), c: z.number(), o: z.number(), d: z.number() }),
  /** Document → file URL; null for pictures. */
  r: z.record(z.string(), z.string()).nullable(),
  d: z.record(z.string(), z.string()).nullable(),
  p: z.array(z.strictObject({ d: z.string(), u: z.string(), i: z.number().int() })).nullable(),
  pages: z.record(z.string(), z.number().int()),
  oi: z.strictObject({ hasInvalidGlyph: z.boolean() }),
  meta: z.string().nullable(),
  zip: z.string().nullable(),
});

export const statusAnswer = z.strictObject({
  jobId: z.string(),
  isFinalStatus: z.boolean(),
  isSuccess: z.boolean(),
  enqueuedOn: when,
  processingOn: when,
  finishedOn: when,
  failedOn: when,
  errorDetails: z.string().nullable(),
  templateName: z.string().nullable(),
  result: resultAnswer.nullable(),
});

/** The body of a callback: without a result where there is none, as shipped receivers need it. */
export const callbackBodySchema = z.strictObject({
  jobId: z.string(),
  orderId: z.string(),
  userId: z.string(),
  templateName: z.string(),
  externalOrderId: z.string().nullable(),
  meta: z.string(),
  result: resultAnswer.optional(),
  isFailure: z.boolean(),
  failureDetails: z.string().nullable(),
});

/** A row of /orders/list: `result` only where the job has ended. */
export const orderRowAnswer = z.strictObject({
  id: z.string(),
  jobId: z.string(),
  externalOrderId: z.string().nullable(),
  userId: z.string(),
  sourceUserId: z.string().nullable(),
  templateName: z.string(),
  origin: z.string(),
  shopSaveId: z.string().nullable(),
  productType: z.string().nullable(),
  createdOn: z.iso.datetime(),
  finishedOn: when,
  isFinished: z.boolean(),
  isFailure: z.boolean(),
  failureDetails: z.string().nullable(),
  usedImposition: z.string().nullable(),
  result: z.union([resultAnswer, z.strictObject({})]).optional(),
  documents: z.number().int(),
  copies: z.number().int(),
  pages: z.number().int(),
  size: z.string(),
  usedCredits: z.number().int(),
  metaData: z.string().nullable(),
  loadableTemplateName: z.string(),
  usedPublishedVersion: z.boolean(),
});

export type ResultAnswer = z.infer<typeof resultAnswer>;
export type StatusAnswer = z.infer<typeof statusAnswer>;
export type CallbackBody = z.infer<typeof callbackBodySchema>;
export type OrderRow = z.infer<typeof orderRowAnswer>;
