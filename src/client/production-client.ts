import type { FetchFiles, Fetched } from '../files/fetch-order.js';
import type { ProductionOrderInput } from '../contract/order.js';
import type { AbandonItem, AdoptJob, ApproveItem, RetryItem } from '../contract/messages.js';
import type { AttentionReason, ItemView, OrderState, OrderView } from '../contract/view.js';

/** What a shop does with its orders; `shop` defaults to the client's. */
export interface ProductionClient {
  /**
   * Starts the production of a paid order, or joins it where the same order runs or has ended: safe to repeat. Throws
   * `InvalidOrderError` (nothing started) and `OrderConflictError` (another content under this id).
   */
  submit(order: ProductionOrderInput): Promise<Submitted>;
  /** The order as it stands. Throws `OrderNotFoundError`, `NoWorkerError`, `OrderBrokenError`. */
  get(orderId: string, options?: OfShop): Promise<OrderView>;
  /**
   * Resolves when the order has ended or needs a person; with `untilEnded` only when it has ended; with `signal` it can
   * be given up (rejects with the signal's reason). Throws as `get` does, but waits for a worker.
   */
  wait(orderId: string, options?: WaitOptions): Promise<OrderView>;
  /**
   * The order's views as they change: the first at once, the last when it has ended. Asks once a second; throws as `get`
   * does, but waits for a worker; with `signal` it can be given up (throws the signal's reason).
   */
  watch(orderId: string, options?: WatchOptions): AsyncIterable<OrderView>;
  /** The shop's orders by Temporal's list, the newest first. */
  list(options?: ListOptions): AsyncIterable<OrderSummary>;
  /** A page of them; a cursor that is not one of its own throws `BadCursorError`. */
  listPage(options?: PageOptions): Promise<OrdersPage>;
  /**
   * Has an order's items ordered again, whether it is open or has ended: those that can be, or the one that is named. An
   * open order takes it as `retryItem`; an ended one starts again under its id, with all that it knew: jobs that were paid
   * and have not failed are followed again. Throws as `retryItem` does.
   */
  retry(orderId: string, wish?: RetryOrder, options?: OfShop): Promise<OrderView>;
  /**
   * Orders an item in attention again, as its next generation: paid again. With `generation` (the one the caller saw) a
   * repeated call is refused instead of ordering twice. This and the next three throw `ActionRefusedError`,
   * `OrderNotFoundError`, `NoWorkerError`, and answer once the decision is recorded.
   */
  retryItem(orderId: string, input: RetryItem, options?: OfShop): Promise<ItemView>;
  /** Has an item follow a job that Printess has already. */
  adoptJob(orderId: string, input: AdoptJob, options?: OfShop): Promise<ItemView>;
  /** Takes an item's files as they are, after a failed preflight. */
  approveItem(orderId: string, input: ApproveItem, options?: OfShop): Promise<ItemView>;
  /** Gives an item up. */
  abandonItem(orderId: string, input: AbandonItem, options?: OfShop): Promise<ItemView>;
  /** Has the status of the open jobs, or of one item's, checked now. */
  checkNow(orderId: string, itemId?: string, options?: OfShop): Promise<void>;
  /** Cancels an open order: calls in flight are allowed to finish, produced items stay. Resolves once it is asked for. */
  cancel(orderId: string, options?: OfShop): Promise<void>;
  /**
   * Brings the order's files into a folder, each under its name only when it is whole, with its length and SHA-256; repeated,
   * it brings what is missing. What cannot be had is in `failed`. Throws as `get` does.
   */
  fetchFiles(orderId: string, options: FetchFiles & OfShop): Promise<Fetched>;
  /** Has all held orders of the shop go on, by one batch signal; resolves with how many there are. */
  resume(options?: OfShop): Promise<number>;
}

/** What is to be ordered again. `reprint`: also a produced item, or one whose files would be fetched again for nothing. */
export type RetryOrder = RetryItem;

export interface ListOptions extends OfShop {
  state?: OrderState;
  attention?: AttentionReason;
}

export interface PageOptions extends ListOptions {
  /** Where the page before has ended. */
  cursor?: string;
  /** Orders of a page, 50 if absent. */
  limit?: number;
}

export interface OrdersPage {
  orders: OrderSummary[];
  /** Absent on the last page. */
  cursor?: string;
}

/** An order as Temporal's list knows it. */
export interface OrderSummary {
  orderId: string;
  shop: string;
  state: OrderState;
  /** The reasons now open; `warning` where a person should look at files of it. */
  attention: (AttentionReason | 'warning')[];
  /** ISO 8601. */
  createdAt: string;
}

export interface Submitted {
  /** Whether this call started the order; false: it was there already, the same. */
  created: boolean;
  workflowId: string;
  view: OrderView;
}

/** Names the shop of an order where it is not the client's. */
export interface OfShop {
  shop?: string;
}

export interface WatchOptions extends OfShop {
  signal?: AbortSignal;
}

export interface WaitOptions extends WatchOptions {
  untilEnded?: boolean;
  /** Called with the first view and with every changed one. */
  onChange?: (view: OrderView) => void;
}
