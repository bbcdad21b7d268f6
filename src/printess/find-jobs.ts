import type { FoundJob, OthersJob } from '../contract/answer.js';
import { parseIntent, type Intent } from '../contract/intent.js';
import { shorten } from '../contract/shorten.js';
import type { PrintessClient } from './client.js';
import { PrintessApiError } from './errors.js';
import { outsideText } from './outside-text.js';
import type { WireOrder } from './wire.js';

const PAGE = 100;
/** Longer than any that the contract carries. */
const JOB_ID_LENGTH = 300;
/** An order of 500 items, retried a few times, has its rows on far fewer pages. */
const PAGES = 60;

/** All rows of an order in /orders/list by their jobs, whatever their origin. */
export type OrderRows = ReadonlyMap<string, WireOrder>;

export interface ItemRows {
  /** All rows of the item, of any generation, the oldest first. */
  jobs: FoundJob[];
  /** Rows of the order whose text is cut, so that they may be the item's. */
  cut: FoundJob[];
}

/**
 * All rows of an order, read to an empty page within `deadlineMs`. Throws `PrintessApiError` or `PrintessTransportError`
 * where they are not to be had.
 */
export async function readOrderRows(
  client: Pick<PrintessClient, 'listOrders'>,
  { orderId, deadlineMs }: { orderId: string; deadlineMs: number },
): Promise<OrderRows> {
  const end = Date.now() + deadlineMs;
  const rows = new Map<string, WireOrder>();
  const seen = new Set<string>();
  for (let page = 0, skip = 0; ; page++) {
    const left = end - Date.now();
    if (left <= 0 || page === PAGES)
      throw new PrintessApiError(`POST /orders/list: order ${orderId} was not read to its end (${skip} rows so far).`);
    const { orders } = await client.listOrders({ externalOrderId: orderId, take: PAGE, skip }, left);
    const before = seen.size;
    for (const row of orders) {
      keepOldest(rows, row);
      seen.add(nameOf(row));
    }
    skip += orders.length;
    // What its `count` counts is not documented, and its pages may be shorter than asked for: only an empty one is the end.
    if (orders.length === 0) break;
    if (seen.size === before && orders.length === PAGE)
      throw new PrintessApiError(`POST /orders/list: the rows of order ${orderId} repeat themselves after ${before}.`);
    if (seen.size === before) break;
  }
  return rows;
}

/** The rows of one item among those of its order; `intent` is what the item has now. */
export function rowsOfItem(rows: OrderRows, intent: Intent): ItemRows {
  const all = [...rows.values()].sort(byCreation);
  return { jobs: all.flatMap((row) => foundJob(row, intent)), cut: all.flatMap((row) => cutJob(row, intent)) };
}

/** Jobs of an order that are shown where others have ordered them. */
const OTHERS = 3;
const ORIGIN_LENGTH = 60;

/** Jobs that another program has ordered under the order's id, the oldest; those of our items name their intent. */
export function jobsOfOthers(rows: OrderRows, { orderId, origin }: { orderId: string; origin: string }): OthersJob[] {
  return [...rows.values()]
    .filter((row) => row.externalOrderId === orderId && row.origin && row.origin !== origin && !isOurs(row))
    .sort(byCreation)
    .slice(0, OTHERS)
    .map((row) => ({
      jobId: row.jobId ?? '',
      origin: shorten(outsideText(row.origin), ORIGIN_LENGTH),
      ...(row.createdOn && { createdOn: row.createdOn }),
    }));
}

const isOurs = ({ metaData }: WireOrder): boolean => parseIntent(metaData ?? '') !== undefined;

/** A page of the rows of our origin, whatever their order. */
export async function readOwnRows(
  client: Pick<PrintessClient, 'listOrders'>,
  { origin, deadlineMs }: { origin: string; deadlineMs: number },
): Promise<WireOrder[]> {
  return (await client.listOrders({ origin, take: PAGE, skip: 0 }, deadlineMs)).orders;
}

/**
 * Whether the list proves itself: among the rows of our origin it shows a text of ours, unchanged, that is at least as
 * long as this one. Only then does its silence about a job mean that there is none.
 */
export const provesItself = (own: WireOrder[], text: string): boolean =>
  own.some(({ metaData }) => metaData != null && metaData.length >= text.length && parseIntent(metaData));

/** A row that has no job is a row all the same: what follows it may have ours. */
const nameOf = (row: WireOrder): string => row.jobId?.trim() || row.id || JSON.stringify(row);

function keepOldest(rows: Map<string, WireOrder>, row: WireOrder): void {
  const jobId = row.jobId?.trim() ?? '';
  if (jobId.length > JOB_ID_LENGTH)
    throw new PrintessApiError(`POST /orders/list: a job id of ${jobId.length} characters.`);
  const known = rows.get(jobId);
  if (jobId !== '' && (!known || byCreation(row, known) < 0)) rows.set(jobId, { ...row, jobId });
}

function foundJob(row: WireOrder, wanted: Intent): FoundJob[] {
  const intent = parseIntent(row.metaData ?? '');
  if (!intent || !isSameItem(intent, wanted)) return [];
  const isSameContent = intent.digest === wanted.digest;
  const isExact = isSameContent && intent.generation === wanted.generation;
  return [toJob(row, intent.generation, isExact ? 'exact' : isSameContent ? 'same' : 'other')];
}

const isSameItem = (a: Intent, b: Intent): boolean =>
  a.shop === b.shop && a.orderId === b.orderId && a.itemId === b.itemId;

function cutJob(row: WireOrder, { shop, orderId, itemId, generation }: Intent): FoundJob[] {
  const text = (row.metaData ?? '').replace(/(…|\.\.\.)$/, '');
  const start = `${shop}/${orderId}/${itemId}/`;
  const isCut = text !== '' && !parseIntent(text) && (start.startsWith(text) || text.startsWith(start));
  return isCut ? [toJob(row, generation, 'other')] : [];
}

function toJob({ jobId, id, createdOn }: WireOrder, generation: number, match: FoundJob['match']): FoundJob {
  return {
    jobId: jobId ?? '',
    ...(id && { printessOrderId: id }),
    ...(createdOn && { createdOn }),
    generation,
    match,
  };
}

function byCreation(a: WireOrder, b: WireOrder): number {
  const at = ({ createdOn }: WireOrder) => Date.parse(createdOn ?? '') || Infinity;
  return at(a) === at(b) ? 0 : at(a) - at(b);
}
