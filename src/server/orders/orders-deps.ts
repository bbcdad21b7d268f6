import type { ProductionClient } from '../../client/index.js';
import type { ApiKey } from './api-keys.js';

/** What the orders API is given. */
export interface OrdersDeps {
  keys: readonly ApiKey[];
  /** A client for the orders of one shop alone. */
  clientOf: (shop: string) => ProductionClient;
  /** Runs work whose questions to Temporal end at the latest after so many milliseconds. */
  within: (ms: number, work: () => Promise<void>) => Promise<void>;
  /** Requests a minute that one key may send. */
  rate: number;
  /** Told of every answer, and of errors that are our own. */
  log: (entry: {
    requestId: string;
    method: string;
    route: string;
    shop?: string;
    status: number;
    error?: unknown;
  }) => void;
}
