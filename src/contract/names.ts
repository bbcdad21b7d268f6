/** The names that Temporal, the Web UI and other programs know us by; changing one strands running orders. */

export const PRODUCTION_ORDER = 'productionOrder';
/** Workflow type that delivers one event to a shop. */
export const SHOP_EVENT = 'shopEvent';

export const TASK_QUEUES = {
  /** Workflows and the produce activity. */
  production: 'printess-production',
  /** checkStatus alone: its rate is limited by the server over all workers. */
  status: 'printess-status',
  /** Events to shops: a receiver that is dead holds no order up. */
  delivery: 'printess-delivery',
} as const;

export const SIGNALS = {
  printessCallback: 'printessCallback',
  checkNow: 'checkNow',
  resume: 'resume',
} as const;

export const UPDATES = {
  retryItem: 'retryItem',
  adoptJob: 'adoptJob',
  approveItem: 'approveItem',
  abandonItem: 'abandonItem',
} as const;

export const QUERY_ORDER = 'order';

/** Search attribute names with their Temporal types, as `setup` creates them. */
export const SEARCH_ATTRIBUTES = {
  PrintessState: 'KEYWORD',
  PrintessShop: 'KEYWORD',
  PrintessAttention: 'KEYWORD_LIST',
} as const;

/** Memo key that holds the digest of the canonical order. */
export const MEMO_DIGEST = 'digest';
/** Memo key of a run made by `retry` on a closed order: the generation its items start with. */
export const MEMO_GENERATIONS = 'generations';

/** Memo key of an order whose shop wants events: the number of the first one. */
export const MEMO_EVENTS = 'events';

/** Types of the non-retryable failures that a workflow or an activity may end with; docs/errors.md lists them. */
export const FAILURES = {
  /** The workflow's argument is not a valid order. */
  invalidOrder: 'InvalidOrder',
  /** An update makes no sense now. */
  updateRefused: 'UpdateRefused',
  /** A worker's configuration lacks the shop. */
  unknownShop: 'UnknownShop',
  /** Printess refused a question (4xx). */
  callRefused: 'PrintessCallRefused',
  /** A question to Printess failed; Temporal retries it. */
  callFailed: 'PrintessCallFailed',
  /** A shop's receiver did not take an event; Temporal delivers it again for three days. */
  eventRefused: 'EventRefused',
} as const;
