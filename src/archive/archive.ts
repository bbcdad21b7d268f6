import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import * as z from 'zod';
import type { HandOverInput, TicketItem } from '../contract/delivery.js';
import { keptFileSchema } from '../contract/kept-files.js';
import { FileError } from '../files/file-error.js';

/** An order of a shop. */
export interface OrderPlace {
  shop: string;
  orderId: string;
}

/** An item's folder. */
export interface ItemPlace extends OrderPlace {
  folder: string;
}

/** What an item's folder says of itself; it comes and goes with the files. */
const keptRecordSchema = z.object({
  itemId: z.string(),
  jobId: z.string(),
  generation: z.number(),
  at: z.string(),
  files: z.array(keptFileSchema),
  /** What is not as it was ordered. */
  faults: z.array(z.string()),
});

/** The record that a file of it holds; undefined where there is no file. Throws where it is none. */
export const recordIn = (text: string | undefined): KeptRecord | undefined =>
  text === undefined ? undefined : keptRecordSchema.parse(JSON.parse(text));

/** A short mark of a longer text, a job's id say, that any file system takes. */
export const markOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

export type KeptRecord = z.infer<typeof keptRecordSchema>;

/** Where print files are kept: `<shop>/<order>/<item>/…`, and one `manifest.json` an order, written last. */
export interface Archive {
  /** URL of an item's folder. */
  urlOf(item: ItemPlace): string;
  /** What lies in an item's folder; undefined: nothing. */
  kept(item: ItemPlace): Promise<KeptRecord | undefined>;
  /** A folder on this machine in which a job's files are brought together, the same for each try. */
  staging(item: ItemPlace, jobId: string): string;
  /** Puts what was brought together in its place; what was there before is kept under `previous/`. Harmless to repeat. */
  place(item: ItemPlace, record: KeptRecord): Promise<void>;
  /** Writes the order's manifest, unless it says the same already; returns its URL. */
  writeManifest(input: HandOverInput): Promise<string>;
  /** A kept file; undefined where it is not there. */
  open(item: ItemPlace, name: string): Promise<{ stream: Readable; bytes: number } | undefined>;
  /** Removes all files of an order and leaves a receipt in the manifest's place; undefined where nothing is kept of it. */
  erase(order: OrderPlace, by: string): Promise<{ files: number; bytes: number } | undefined>;
}

/** The file that an item's folder says by what lies in it. */
export const RECORD = '.kept.json';
export const MANIFEST = 'manifest.json';
export const PREVIOUS = 'previous';

/** What the kept items' folders say of themselves, by item. Throws where one does not hold what its order knows of it. */
export async function recordsOf(
  { items, ...order }: HandOverInput,
  kept: Archive['kept'],
): Promise<Map<string, KeptRecord>> {
  const records = new Map<string, KeptRecord>();
  for (const { itemId, folder, jobId } of items.filter(({ isKept }) => isKept)) {
    const record = await kept({ shop: order.shop, orderId: order.orderId, folder });
    if (record?.jobId !== jobId || !record)
      throw new FileError('failed', `The kept files of item ${itemId} are not in the archive any more.`);
    records.set(itemId, record);
  }
  return records;
}

/** The manifest of an order: a job ticket, with its items' files as they lie in the archive. */
export function manifestOf(
  { items, ...order }: HandOverInput,
  recordOf: ReadonlyMap<string, KeptRecord>,
  writtenAt: string,
): object {
  return {
    version: 1,
    ...order,
    writtenAt,
    items: items.map(({ isKept, ...item }) => ({ ...item, ...filesOf(item, recordOf.get(item.itemId)) })),
  };
}

function filesOf({ folder }: Pick<TicketItem, 'folder'>, record: KeptRecord | undefined): object {
  if (!record) return { files: [] };
  const { jobId, at, files, faults } = record;
  return {
    jobId,
    keptAt: at,
    ...(faults.length > 0 && { faults }),
    files: files.map((file) => ({ path: `${folder}/${file.name}`, ...file })),
  };
}

/** Whether two manifests say the same, but for when they were written. */
export function isSameManifest(one: string | undefined, other: object): boolean {
  if (one === undefined) return false;
  try {
    const { writtenAt: _, ...before } = JSON.parse(one) as { writtenAt?: unknown };
    const { writtenAt: __, ...after } = other as { writtenAt?: unknown };
    return JSON.stringify(before) === JSON.stringify(after);
  } catch {
    return false;
  }
}

/** What stands in the manifest's place once an order's files are erased. */
export const receiptOf = ({ shop, orderId }: OrderPlace, erased: object): object => ({
  version: 1,
  shop,
  orderId,
  erased,
  items: [],
});
