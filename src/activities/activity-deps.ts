import type { lookup } from 'node:dns';
import type { Archive } from '../archive/archive.js';
import type { PrintessClient } from '../printess/client.js';
import type { TemplateCheck } from '../printess/template-check.js';

/** A shop as a worker knows it. */
export interface ShopConnection {
  client: PrintessClient;
  /** Names the calling system to Printess; our orders are found by it. */
  origin: string;
  /** Asks the free calls about an item before it is paid for. */
  check: TemplateCheck;
  /** Where the shop wants to be notified of its orders. */
  events?: EventReceiver;
}

export interface EventReceiver {
  url: string;
  /** The shared secret of Standard Webhooks, read at each use. */
  secret: () => Promise<string>;
}

export interface ActivityDeps {
  /** Undefined where the worker's configuration has no such shop. */
  shop: (name: string) => ShopConnection | undefined;
  /** Address of the order in the Web UI, for the shop's event; undefined where the worker knows none. */
  orderLink?: (order: { shop: string; orderId: string }) => string | undefined;
  /** Mints the URL that Printess calls when the item's job has ended: a credential, so it stays inside the activity. */
  callbackUrl: (target: CallbackTarget) => string;
  files?: FilesDeps;
}

/** Where files come from, and where they are kept. */
export interface FilesDeps {
  /** Hosts that they may lie on. */
  hosts: readonly string[];
  /** Undefined where the worker's configuration has none. */
  archive?: Archive | undefined;
  /** The names that they are kept under, a template. */
  names?: string | undefined;
  /** Whether the running attempt still counts; Temporal is asked if absent. */
  stillCounts?: () => Promise<boolean>;
  /** How hosts are looked up; the system's way if absent. */
  lookup?: typeof lookup | undefined;
}

export interface CallbackTarget {
  shop: string;
  orderId: string;
  itemId: string;
  generation: number;
}
