import { z } from 'zod';
import { issuesOf, type Issue } from '../contract/issues.js';
import type { ProductionItem } from '../contract/item.js';

/** The vendor's shapes, as they come over the wire. Unknown fields pass and are counted; everything may be absent or null. */

const text = z.string().nullish();
const flag = z.boolean().nullish();
const number = z.number().nullish();
/** Failure details have been seen as a text; an object is told as its JSON. */
const details = z.union([z.string(), z.record(z.string(), z.unknown()), z.array(z.unknown())]).nullish();

const picture = z.looseObject({ d: text, u: z.string(), i: z.unknown().optional() });
/** What we do not read may be anything: it is no reason to lose the files beside it. */
const unread = z.unknown().optional();

/** ProcessResults: what a job has made. */
export const wireResultSchema = z.looseObject({
  /** Document → file URL. */
  r: z.record(z.string(), z.string().nullable()).nullish(),
  /** Document → file name. */
  d: z.record(z.string(), z.string().nullable()).nullish(),
  /** Pictures: document, URL, index. */
  p: z.array(picture).nullish(),
  zip: text,
  ff: unread,
  ps: unread,
  pages: z.record(z.string(), z.number().nullable()).nullish(),
  s: unread,
  oi: z.looseObject({ hasInvalidGlyph: flag }).nullish(),
  ayx: unread,
  meta: unread,
});

/** The callback in both its shapes: `isFailure`, or the status answer's `isFinalStatus` and `isSuccess`. */
export const wireCallbackSchema = z.looseObject({
  jobId: z.string().trim().min(1).max(300),
  orderId: text,
  userId: unread,
  templateName: unread,
  externalOrderId: unread,
  meta: unread,
  result: wireResultSchema.nullish(),
  isFailure: flag,
  failureDetails: details,
  isFinalStatus: flag,
  isSuccess: flag,
  errorDetails: details,
  enqueuedOn: text,
  processingOn: text,
  finishedOn: text,
  failedOn: text,
});

/** The answer of /production/status/get. */
export const wireStatusSchema = z.looseObject({
  jobId: text,
  isFinalStatus: z.boolean(),
  isSuccess: flag,
  enqueuedOn: text,
  processingOn: text,
  finishedOn: text,
  failedOn: text,
  errorDetails: details,
  templateName: text,
  result: wireResultSchema.nullish(),
});

/** A row of /orders/list. */
export const wireOrderSchema = z.looseObject({
  id: text,
  jobId: text,
  externalOrderId: text,
  origin: text,
  createdOn: text,
  metaData: text,
  isFinished: flag,
  isFailure: flag,
});

/** The answer of /orders/list. */
export const wireOrdersSchema = z.looseObject({ orders: z.array(wireOrderSchema), count: number });

/** The answer of /production/produce when it has accepted. */
export const wireProducedSchema = z.looseObject({ jobId: z.string().trim().min(1).max(300), orderId: text });

/** An error body: a code and a message. */
export const wireErrorSchema = z.looseObject({ c: number, m: text });

export type WireResult = z.infer<typeof wireResultSchema>;
export type WireCallback = z.infer<typeof wireCallbackSchema>;
export type WireStatus = z.infer<typeof wireStatusSchema>;
export type WireOrder = z.infer<typeof wireOrderSchema>;
export type WireOrders = z.infer<typeof wireOrdersSchema>;

/** The body of /production/produce: an item's fields, and what we set ourselves. */
export type ProduceBody = Omit<ProductionItem, 'itemId' | 'adopt'> & {
  origin: string;
  externalOrderId: string;
  orderMetaData: string;
  callbackUrl: string;
};

/** Filters of /orders/list that we use. */
export interface ListFilter {
  externalOrderId?: string;
  origin?: string;
  take: number;
  skip: number;
}

export type Read<T> = { ok: true; value: T; unknownFields: number } | { ok: false; issues: Issue[] };

/** Reads JSON by one of the schemas above: wrong fields are named by their path, unknown top-level ones are counted. */
export function readWire<S extends z.ZodObject>(schema: S, json: unknown): Read<z.infer<S>> {
  const parsed = schema.safeParse(json);
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error) };
  const known = new Set(Object.keys(schema.shape));
  return {
    ok: true,
    value: parsed.data,
    unknownFields: Object.keys(parsed.data).filter((key) => !known.has(key)).length,
  };
}
