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
/** Internal: all that the order knows, for the run that follows an ended one. */
export const QUERY_CARRIED_STATE = 'carriedState';

/** Search attribute names with their Temporal types, as `setup` creates them. */
export const SEARCH_ATTRIBUTES = {
  PrintessState: 'KEYWORD',
  PrintessShop: 'KEYWORD',
  PrintessAttention: 'KEYWORD_LIST',
} as const;

/** Keys of an order's memo. What stands there is the starter's word, and is not copied by "Start Workflow Like This One". */
export const MEMO = {
  /** The digest of the canonical order. */
  digest: 'digest',
  /** The shop wants events. */
  events: 'events',
  /** The run is the first of its id: Temporal refused duplicates. */
  first: 'first',
  /** The run knows all that the ended one before it knew. */
  known: 'known',
} as const;

/** Types of the non-retryable failures that a workflow or an activity may end with; docs/errors.md lists them. */
export const FAILURES = {
  /** The workflow's argument is not a valid order. */
  invalidOrder: 'InvalidOrder',
  /** An update makes no sense now. */
  updateRefused: 'UpdateRefused',
  /** A worker's configuration lacks the shop. */
  unknownShop: 'UnknownShop',
  /** Printess has answered a question with nothing that can be used; retried, but where it refuses it (4xx). */
  apiError: 'PrintessApiError',
  /** Printess could not be reached with a question; retried. */
  transportError: 'PrintessTransportError',
  /** A shop's receiver did not take an event; Temporal delivers it again for three days. */
  eventRefused: 'EventRefused',
  /** Files could not be fetched or kept now; Temporal tries again for six hours. */
  notDelivered: 'NotDelivered',
} as const;
