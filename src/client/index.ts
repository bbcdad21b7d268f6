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

// What a program needs that speaks to Temporal by itself: names, ids, shapes.
export { eventWorkflowId, orderEventSchema } from '../contract/event.js';
export {
  FAILURES,
  MEMO,
  PRODUCTION_ORDER,
  QUERY_ORDER,
  SEARCH_ATTRIBUTES,
  SHOP_EVENT,
  SIGNALS,
  TASK_QUEUES,
  UPDATES,
} from '../contract/names.js';
export { completePolicy, DEFAULT_POLICY, policySchema, type CompletePolicy } from '../contract/policy.js';
export { PRINTESS_ATTENTION, PRINTESS_SHOP, PRINTESS_STATE } from '../contract/search-attributes.js';
export { productionItemSchema } from '../contract/item.js';
export {
  abandonItemSchema,
  adoptJobSchema,
  approveItemSchema,
  checkNowSchema,
  retryItemSchema,
} from '../contract/messages.js';
export { productionOrderSchema } from '../contract/order.js';
export {
  ATTENTION_REASONS,
  DECISION_REASONS,
  HELD_REASONS,
  isHeld,
  isOpen,
  ITEM_ACTIONS,
  ITEM_STATES,
  itemViewSchema,
  ORDER_STATES,
  orderViewSchema,
  type DecisionReason,
  type HeldReason,
} from '../contract/view.js';
export { webUiLink } from '../contract/web-ui-link.js';
export { parseWorkflowId, workflowId } from '../contract/workflow-id.js';
