import type { FindJobsAnswer } from '../contract/answer.js';
import { parseIntent } from '../contract/intent.js';
import type { PrintessClient } from './client.js';
import { PrintessCallError } from './printess-call-error.js';
import type { WireOrder } from './wire.js';

const PAGE = 100;
/** An order of 500 items, retried a few times, has its rows on far fewer pages. */
const PAGES = 50;

export interface FindJobs {
  client: PrintessClient;
  /** The exact text that the job was given as `orderMetaData`. */
  intent: string;
  orderId: string;
  origin: string;
  /** Milliseconds for the whole look. */
  deadlineMs: number;
  /** Also find out whether the list shows jobs of ours at all, where it does not show this one. */
  prove?: boolean;
}

/** The jobs of one intent in /orders/list, all pages, the oldest first. Throws `PrintessCallError`. */
export async function findJobs({
  client,
  intent,
  orderId,
  origin,
  deadlineMs,
  prove,
}: FindJobs): Promise<FindJobsAnswer> {
  const end = Date.now() + deadlineMs;
  const page = (filter: { externalOrderId?: string }, skip: number) => {
    const left = end - Date.now();
    if (left <= 0) throw new PrintessCallError(`POST /orders/list: not read to its end within ${deadlineMs} ms.`);
    return client.listOrders({ ...filter, origin, take: PAGE, skip }, left);
  };

  const found = new Map<string, WireOrder>();
  for (let number = 0, skip = 0; ; number++) {
    if (number === PAGES)
      throw new PrintessCallError(`POST /orders/list: order ${orderId} has more than ${skip} rows.`);
    const { orders, count } = await page({ externalOrderId: orderId }, skip);
    for (const row of orders)
      if (row.metaData === intent && row.origin === origin && row.jobId) {
        const known = found.get(row.jobId);
        if (!known || byCreation(row, known) < 0) found.set(row.jobId, row);
      }
    if (orders.length === 0 && count != null && skip < count)
      throw new PrintessCallError(
        `POST /orders/list: an empty page after ${skip} of ${count} rows of order ${orderId}.`,
      );
    skip += orders.length;
    // An answer without a count ends with its first short page; one that counts is read to its count.
    if (orders.length === 0 || (count == null ? orders.length < PAGE : skip >= count)) break;
  }
  const jobs = [...found.values()].sort(byCreation).map(toJob);
  if (jobs.length > 0 || !prove) return { jobs, proved: false };

  const { orders } = await page({}, 0);
  return { jobs, proved: orders.some((row) => row.origin === origin && parseIntent(row.metaData ?? '') !== undefined) };
}

function byCreation(a: WireOrder, b: WireOrder): number {
  const at = ({ createdOn }: WireOrder) => Date.parse(createdOn ?? '') || Infinity;
  return at(a) === at(b) ? 0 : at(a) - at(b);
}

function toJob({ jobId, id, createdOn }: WireOrder): FindJobsAnswer['jobs'][number] {
  return { jobId: jobId ?? '', ...(id && { printessOrderId: id }), ...(createdOn && { createdOn }) };
}
