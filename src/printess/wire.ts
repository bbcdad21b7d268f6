import { z } from 'zod';
import { faultsOf, type Fault } from '../contract/faults.js';
import type { ProductionItem } from '../contract/item.js';

/**
 * The vendor's shapes, as loosely as the vendor keeps them: a field that we read has its type, one that we do not read
 * has any, all may be absent or null, and unknown ones pass.
 */

const text = z.string().nullish();
const flag = z.boolean().nullish();
const number = z.number().nullish();
const unread = z.unknown().optional();

const picture = z.object({ d: text, u: text, i: number });

/** ProcessResults: what a job has made. */
export const processResultsSchema = z.object({
  /** Document → URL of its file. */
  r: z.record(z.string(), z.string().nullable()).nullish(),
  /** Document → name of its file. */
  d: z.record(z.string(), z.string().nullable()).nullish(),
  /** Picture output: one entry a picture, `d` document, `u` URL, `i` index. */
  p: z.array(picture).nullish(),
  zip: text,
  ff: unread,
  ps: unread,
  /** Document → count of its pages. */
  pages: z.record(z.string(), z.number().nullable()).nullish(),
  s: unread,
  oi: z
    .object({
      hasInvalidGlyph: flag,
      animationSeconds: unread,
      outputWidth: unread,
      outputHeight: unread,
      pageCounts: unread,
    })
    .nullish(),
  ayx: unread,
  meta: unread,
});

const statusFields = {
  isFinalStatus: flag,
  isSuccess: flag,
  enqueuedOn: text,
  processingOn: text,
  finishedOn: text,
  failedOn: text,
  errorDetails: unread,
  templateName: text,
  result: processResultsSchema.nullish(),
};

/** The answer of /production/status/get. */
export const statusAnswerSchema = z.object({ jobId: text, ...statusFields, isFinalStatus: z.boolean() });

/** The callback's body in both shapes that it is said to have: the callback's own, and that of a status answer. */
export const callbackSchema = z.object({
  jobId: z.string().trim().min(1).max(300),
  orderId: z.string().max(300).nullish(),
  userId: unread,
  externalOrderId: text,
  meta: unread,
  isFailure: flag,
  failureDetails: unread,
  ...statusFields,
});

/** A row of /orders/list. */
export const orderRowSchema = z.object({
  /** What produce answers as `orderId`. */
  id: text,
  jobId: text,
  externalOrderId: text,
  userId: unread,
  sourceUserId: unread,
  templateName: unread,
  origin: text,
  shopSaveId: unread,
  productType: unread,
  /** ISO 8601. */
  createdOn: text,
  finishedOn: unread,
  isFinished: unread,
  isFailure: unread,
  failureDetails: unread,
  usedImposition: unread,
  result: unread,
  documents: unread,
  copies: unread,
  pages: unread,
  size: unread,
  usedCredits: unread,
  /** What produce was given as `orderMetaData`. */
  metaData: text,
  loadableTemplateName: unread,
  usedPublishedVersion: unread,
});

/** The answer of /orders/list; `count` is that of all matching rows, whatever `take` was. */
export const ordersPageSchema = z.object({ orders: z.array(orderRowSchema), users: unread, count: number });

/** The answer 200 of /production/produce. */
export const produceAcceptedSchema = z.object({ jobId: text, orderId: text });

/** The body of an error answer: a code and a message. */
export const errorBodySchema = z.object({ c: number, m: text });

export type ProcessResults = z.infer<typeof processResultsSchema>;
export type StatusAnswer = z.infer<typeof statusAnswerSchema>;
export type Callback = z.infer<typeof callbackSchema>;
export type OrderRow = z.infer<typeof orderRowSchema>;
export type OrdersPage = z.infer<typeof ordersPageSchema>;
export type ProduceAccepted = z.infer<typeof produceAcceptedSchema>;
export type ErrorBody = z.infer<typeof errorBodySchema>;

/** The request body of /production/produce: the item, and what we set ourselves. Printess forbids anything else. */
export type ProduceBody = Omit<ProductionItem, 'itemId' | 'adopt'> & {
  origin: string;
  externalOrderId: string;
  callbackUrl: string;
  /** The intent. */
  orderMetaData: string;
};

/** The part of /orders/list's request body that we use: filters, and the page. */
export interface ListOrdersBody {
  externalOrderId?: string;
  origin?: string;
  take: number;
  skip: number;
}

/** A reading of the vendor's JSON: its known fields, and how many it has beside them. */
export type WireReading<T> = { ok: true; value: T; unknownFields: number } | { ok: false; faults: Fault[] };

/** Reads parsed JSON by one of the schemas above. Never throws; unknown fields are dropped and counted. */
export function parseWire<S extends z.ZodType>(schema: S, json: unknown): WireReading<z.infer<S>> {
  const result = schema.safeParse(json);
  if (!result.success) return { ok: false, faults: faultsOf(result.error) };
  return { ok: true, value: result.data, unknownFields: droppedFields(json, result.data) };
}

/** Fields of `before` that are missing in `after`, at any depth that the schema has looked into. */
function droppedFields(before: unknown, after: unknown): number {
  if (before === after || !isObject(before) || !isObject(after)) return 0;
  return Object.entries(before).reduce(
    (sum, [key, value]) => sum + (Object.hasOwn(after, key) ? droppedFields(value, after[key]) : 1),
    0,
  );
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
