import * as z from 'zod';
import type { Expected } from './item.js';
import { keptFilesSchema } from './kept-files.js';
import type { PrintFile } from './outcome.js';
import type { DecisionView, ItemViewState, JobView, OrderState } from './view.js';

/** Argument of the activity `keepFiles`: whose files are to be brought into the archive, and what they have to be. */
export interface KeepFilesInput {
  shop: string;
  orderId: string;
  itemId: string;
  /** The item's folder in its order's. */
  folder: string;
  templateName: string;
  generation: number;
  jobId: string;
  files: PrintFile[];
  /** The list was too long for the order: the activity asks Printess for it. */
  filesOmitted?: true;
  zip?: string;
  invalidGlyphs?: true;
  expect?: Expected;
  /** Files that are not what was ordered are not handed over: a person decides. */
  refuseFaulty: boolean;
  httpTimeout: number;
}

const faults = z.array(z.string());

/** What the activity `keepFiles` reports; it throws where trying again may help. */
export const keepFilesAnswerSchema = z.discriminatedUnion('kind', [
  /** They are in the archive; `faults`: what is not as it was ordered. */
  z.object({ kind: z.literal('kept'), kept: keptFilesSchema, faults }),
  /** They are not what was ordered, and have not been handed over. */
  z.object({ kind: z.literal('faulty'), faults }),
  /** They cannot be had, or not be kept, and trying again will not help by itself; the message says what will. */
  z.object({ kind: z.literal('failed'), message: z.string() }),
]);

export type KeepFilesAnswer = z.infer<typeof keepFilesAnswerSchema>;

/** One item of a job ticket. Its files stand in the item's own record in the archive. */
export interface TicketItem {
  itemId: string;
  folder: string;
  /** Whether its files are in the archive. */
  isKept: boolean;
  state: ItemViewState;
  generation: number;
  templateName: string;
  copies?: number;
  productType?: string;
  reference?: unknown;
  jobId?: string;
  jobs: JobView[];
  warnings?: string[];
  decisions?: DecisionView[];
}

/** Argument of the activity `handOver`: what the order's manifest says, beside the files. */
export interface HandOverInput {
  shop: string;
  orderId: string;
  state: OrderState;
  createdAt: string;
  orderUrl?: string;
  reference?: unknown;
  items: TicketItem[];
}

/** What the activity `handOver` reports: where the manifest is. */
export const handOverAnswerSchema = z.object({ manifest: z.string() });
