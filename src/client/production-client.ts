import type { ProductionOrderInput } from '../contract/order.js';
import type { OrderView } from '../contract/view.js';

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

export interface WaitOptions extends OfShop {
  untilEnded?: boolean;
  signal?: AbortSignal;
  /** Called with the first view and with every changed one. */
  onChange?: (view: OrderView) => void;
}
