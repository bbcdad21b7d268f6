import { PrintessProductionError } from '../contract/error.js';
import { issuesText, type Issue } from '../contract/issues.js';

/** Thrown by `submit` before anything is started: the order is not valid; `issues` names each field by its path. */
export class InvalidOrderError extends PrintessProductionError {
  override readonly name = 'InvalidOrderError';
  readonly code = 'invalid-order';
  readonly issues: Issue[];

  constructor(issues: Issue[]) {
    super(`The order is not valid, nothing was started: ${issuesText(issues)}`);
    this.issues = issues;
  }
}

/** Thrown by `submit` where another order of this id exists; `fields` names what differs, by path. Nothing was changed. */
export class OrderConflictError extends PrintessProductionError {
  override readonly name = 'OrderConflictError';
  readonly code = 'order-conflict';
  readonly orderId: string;
  readonly fields: string[];

  constructor(orderId: string, fields: string[]) {
    super(
      `Order ${orderId} exists already with another content (${fields.join(', ') || 'unknown fields'}). ` +
        'Nothing was changed; give a changed order an id of its own.',
    );
    this.orderId = orderId;
    this.fields = fields;
  }
}

/** Thrown where Temporal knows no order of this id, never started or gone with the namespace's retention. */
export class OrderNotFoundError extends PrintessProductionError {
  override readonly name = 'OrderNotFoundError';
  readonly code = 'order-not-found';
  readonly orderId: string;

  constructor(orderId: string, shop: string) {
    super(`There is no order ${orderId} of shop ${shop}. Was it submitted, and to this Temporal namespace?`);
    this.orderId = orderId;
  }
}

/** Thrown where Temporal answers, but no worker does within seconds; the order itself is safe. */
export class NoWorkerError extends PrintessProductionError {
  override readonly name = 'NoWorkerError';
  readonly code = 'no-worker';
  readonly orderId: string;

  constructor(orderId: string, options?: ErrorOptions) {
    super(`No worker answers for order ${orderId}. The order is safe; start "printess-production worker".`, options);
    this.orderId = orderId;
  }
}

/** Thrown by `get` and `wait` where an order has ended without a view, and can give none: its argument was no order, say. */
export class OrderBrokenError extends PrintessProductionError {
  override readonly name = 'OrderBrokenError';
  readonly code = 'order-broken';
  readonly orderId: string;

  constructor(orderId: string, status: string, options?: ErrorOptions) {
    super(`Order ${orderId} has no result: its workflow is ${status}. See it in the Temporal Web UI.`, options);
    this.orderId = orderId;
  }
}

/** Thrown by the operator's actions where they make no sense now; the message says why, and what is possible. */
export class ActionRefusedError extends PrintessProductionError {
  override readonly name = 'ActionRefusedError';
  readonly code = 'not-possible-now';
  readonly orderId: string;

  constructor(orderId: string, why: string, options?: ErrorOptions) {
    super(`Order ${orderId}: ${why}`, options);
    this.orderId = orderId;
  }
}

/** Thrown by `createClient`: the Temporal client that it was given is of an SDK that is too old. */
export class TemporalClientTooOldError extends PrintessProductionError {
  override readonly name = 'TemporalClientTooOldError';
  readonly code = 'temporal-client-too-old';

  constructor(found: string, least: string) {
    super(
      `The Temporal client is made by @temporalio/client ${found}; ${least} or later is needed, or orders would be ` +
        `started without what lists find them by. Run "npm install @temporalio/client@^${least}".`,
    );
  }
}

/** Thrown by `listPage`: the cursor was not given by a page before. */
export class BadCursorError extends PrintessProductionError {
  override readonly name = 'BadCursorError';
  readonly code = 'bad-cursor';

  constructor() {
    super('The cursor is not one that a page of these orders has given; start again without it.');
  }
}
