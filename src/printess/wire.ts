import * as z from 'zod';
import { issuesOf, type Issue } from '../contract/issues.js';
import type { ProductionItem } from '../contract/item.js';
import { shorten } from '../contract/shorten.js';
import { fileUrl } from './file-url.js';
import { outsideText } from './outside-text.js';

/**
 * The vendor's shapes, as they come over the wire. Unknown fields pass and are counted; everything may be absent or null;
 * every list, record, text and URL has a length.
 */

/** Entries of one list or record; the longest list of files that we have met has half as many. */
const ENTRIES = 20_000;
/** Issues of an answer that are shown: nobody reads the thousandth. */
const ISSUES = 5;

/** Cut, for it is compared with nothing, or with a text that is much shorter. */
const text = (length: number) =>
  z
    .string()
    .transform((value) => shorten(value, length))
    .nullish();
/** Never cut, for it is compared: one that is too long is an issue. */
const idText = z
  .string()
  .trim()
  .max(300)
  .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'no control characters');
const jobId = idText.min(1);
const date = text(100);
const flag = z.boolean().nullish();
/** Failure details have been seen as a text; an object becomes its JSON. Cut where it is kept. */
const details = z.unknown().optional();
/** What we do not read, or can do without, may be anything: it is no reason to lose the files beside it. */
const unread = z.unknown().optional();

/** A file's URL, parsed once: null where there is none, false where it is not one that can be kept. */
const url = z.string().transform((value) => (value === '' ? null : (fileUrl(value) ?? false)));
const picture = z.looseObject({ d: text(1_000), u: url, i: unread });

/** ProcessResults: what a job has made. */
export const wireResultSchema = z.looseObject({
  /** Document → file URL. */
  r: record(url.nullable()).nullish(),
  /** Document → file name. */
  d: record(text(1_000)).nullish(),
  /** Pictures: document, URL, index. */
  p: z.array(picture).max(ENTRIES).nullish(),
  zip: url.nullish(),
  ff: unread,
  ps: unread,
  /** Document → how many pages. */
  pages: unread,
  s: unread,
  /** Says whether a glyph is missing. */
  oi: unread,
  ayx: unread,
  meta: unread,
});

/** The callback in both its shapes: `isFailure`, or the status answer's `isFinalStatus` and `isSuccess`. */
export const wireCallbackSchema = z.looseObject({
  jobId,
  orderId: text(300),
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
  enqueuedOn: date,
  processingOn: date,
  finishedOn: date,
  failedOn: date,
});

/** The answer of /production/status/get. */
export const wireStatusSchema = z.looseObject({
  jobId: idText.nullish(),
  isFinalStatus: z.boolean(),
  isSuccess: flag,
  enqueuedOn: date,
  processingOn: date,
  finishedOn: date,
  failedOn: date,
  errorDetails: details,
  templateName: text(1_000),
  result: wireResultSchema.nullish(),
});

/** A row of /orders/list. */
export const wireOrderSchema = z.looseObject({
  id: idText.nullish(),
  jobId: idText.nullish(),
  externalOrderId: text(1_000),
  origin: text(1_000),
  createdOn: date,
  /** Others keep whole documents in it; ours is far shorter than what is left. */
  metaData: text(1_000),
  isFinished: flag,
  isFailure: flag,
});

/** The answer of /orders/list. */
export const wireOrdersSchema = z.looseObject({ orders: z.array(wireOrderSchema).max(ENTRIES), count: unread });

/** The answer of /production/produce when it has accepted. */
export const wireProducedSchema = z.looseObject({ jobId, orderId: text(300) });

/** An error body: a code and a message. Not cut here: secrets are removed from the message before it is. */
export const wireErrorSchema = z.looseObject({ c: unread, m: z.string().max(100_000).nullish() });

export type WireResult = z.infer<typeof wireResultSchema>;
export type WireStatus = z.infer<typeof wireStatusSchema>;
export type WireOrder = z.infer<typeof wireOrderSchema>;
export type WireOrders = z.infer<typeof wireOrdersSchema>;

/** The body of /production/produce: an item's fields, and what we set ourselves. */
export type ProduceBody = Omit<ProductionItem, 'itemId' | 'adopt' | 'expect' | 'reference'> & {
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
  if (!parsed.success) return { ok: false, issues: issuesOf(parsed.error).slice(0, ISSUES).map(cutPath) };
  const known = new Set(Object.keys(schema.shape));
  return {
    ok: true,
    value: parsed.data,
    unknownFields: Object.keys(parsed.data).filter((key) => !known.has(key)).length,
  };
}

/** A path holds names from outside. */
function cutPath({ path, message }: Issue): Issue {
  return { path: outsideText(path), message: outsideText(message) };
}

/**
 * An object whose names come from outside, as one without a prototype: `__proto__` and `constructor` are names like any
 * other there, where `z.record` would drop the one and find the other. Stops at the first issue.
 */
function record<S extends z.ZodType>(schema: S) {
  return z.unknown().transform((input, context): Record<string, z.output<S>> => {
    const read = Object.create(null) as Record<string, z.output<S>>;
    const issue = (message: string, path: PropertyKey[] = []) => {
      context.addIssue({ code: 'custom', message, path });
      return z.NEVER;
    };
    if (typeof input !== 'object' || input === null || Array.isArray(input)) return issue('expected an object');
    const entries = Object.entries(input);
    if (entries.length > ENTRIES) return issue(`at most ${ENTRIES} entries`);
    for (const [name, value] of entries) {
      const parsed = schema.safeParse(value);
      if (!parsed.success) return issue(parsed.error.issues[0]?.message ?? 'wrong', [name]);
      read[name] = parsed.data;
    }
    return read;
  });
}
