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
export type { ProductionItem } from '../contract/item.js';
export type { ProductionOrder, ProductionOrderInput } from '../contract/order.js';
export type { PrintFile } from '../contract/outcome.js';
export type { Policy } from '../contract/policy.js';
export type { AttentionReason, ItemView, ItemViewState, OrderState, OrderView } from '../contract/view.js';
