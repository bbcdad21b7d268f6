import type { RequestHandler } from 'express';
import type { Archive } from '../../archive/archive.js';
import type { ProductionClient } from '../../client/index.js';
import type { ApiKey } from './api-keys.js';

/** What the orders API is given. */
export interface OrdersDeps {
  keys: readonly ApiKey[];
  /** A client for the orders of one shop alone. */
  clientOf: (shop: string) => ProductionClient;
  /** Runs work whose questions to Temporal end at the latest after so many milliseconds. */
  within: <T>(ms: number, work: () => Promise<T>) => Promise<T>;
  /** Rejects where Temporal does not answer. */
  temporal: () => Promise<void>;
  /** Hosts that files may lie on, and where they are kept, if they are. */
  files?: { hosts: readonly string[]; archive?: Archive | undefined };
  /** Requests a minute that one key may send. */
  rate: number;
  /** Proxies of ours that a request has come through: the caller's address is taken from their header. */
  proxyHops?: number;
  /** Aborted when the server stops: who waits is answered as it stands. */
  stopping: AbortSignal;
  /** Hears of every answer, and of errors that are our own. */
  log: (entry: {
    requestId: string;
    method: string;
    route: string;
    shop?: string;
    status: number;
    error?: unknown;
  }) => void;
  /** Comes first, where traces are wanted. */
  trace?: RequestHandler | undefined;
  /** Hears of every request with a missing or wrong key. */
  keyRefused: (address: string) => void;
}
