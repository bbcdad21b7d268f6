export { createClient, type ClientOptions } from './create-client.js';
export type {
  ListOptions,
  OfShop,
  OrdersPage,
  OrderSummary,
  PageOptions,
  ProductionClient,
  RetryOrder,
  Submitted,
  WaitOptions,
  WatchOptions,
} from './production-client.js';
export { PrintessProductionError } from '../contract/error.js';
export {
  ActionRefusedError,
  BadCursorError,
  InvalidOrderError,
  NoWorkerError,
  OrderBrokenError,
  OrderConflictError,
  OrderNotFoundError,
  TemporalClientTooOldError,
} from './errors.js';
export { NamespaceUnknownError, NotSetUpError, TemporalRefusedError } from './temporal-errors.js';
export type { Fetched, FetchedFile, FetchFiles, FetchProgress } from '../files/fetch-order.js';
export type { KeptFile, KeptFiles } from '../contract/kept-files.js';
export type { Issue } from '../contract/issues.js';
export type * from '../contract/types.js';
