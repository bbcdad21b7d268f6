import { issuesText, type Issue } from '../contract/issues.js';

/** Thrown by `submit` before anything is started: the order is not valid; `issues` names each field by its path. */
export class InvalidOrderError extends Error {
  override readonly name = 'InvalidOrderError';
  readonly issues: Issue[];

  constructor(issues: Issue[]) {
    super(`The order is not valid, nothing was started: ${issuesText(issues)}`);
    this.issues = issues;
  }
}

/** Thrown by `submit` where another order of this id exists; `fields` names what differs, by path. Nothing was changed. */
export class OrderConflictError extends Error {
  override readonly name = 'OrderConflictError';
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
export class OrderNotFoundError extends Error {
  override readonly name = 'OrderNotFoundError';
  readonly orderId: string;

  constructor(orderId: string, shop: string) {
    super(`There is no order ${orderId} of shop ${shop}. Was it submitted, and to this Temporal namespace?`);
    this.orderId = orderId;
  }
}

/** Thrown by `get` and `wait` on an open order that no worker answers for within 5 seconds; the order itself is safe. */
export class NoWorkerError extends Error {
  override readonly name = 'NoWorkerError';
  readonly orderId: string;

  constructor(orderId: string, options?: ErrorOptions) {
    super(`No worker answers for order ${orderId}. The order is safe; start "printess-production worker".`, options);
    this.orderId = orderId;
  }
}

/** Thrown by `get` and `wait` where an order has ended without a view: terminated, timed out, or failed. */
export class OrderBrokenError extends Error {
  override readonly name = 'OrderBrokenError';
  readonly orderId: string;

  constructor(orderId: string, status: string, options?: ErrorOptions) {
    super(`Order ${orderId} has no result: its workflow is ${status}. See it in the Temporal Web UI.`, options);
    this.orderId = orderId;
  }
}

/** Thrown by the operator's actions where they make no sense now; the message says why, and what is possible. */
export class ActionRefusedError extends Error {
  override readonly name = 'ActionRefusedError';
  readonly orderId: string;

  constructor(orderId: string, why: string, options?: ErrorOptions) {
    super(`Order ${orderId}: ${why}`, options);
    this.orderId = orderId;
  }
}

/** Thrown by `listPage`: the cursor was not given by a page before. */
export class BadCursorError extends Error {
  override readonly name = 'BadCursorError';

  constructor() {
    super('The cursor is not one that a page of these orders has given; start again without it.');
  }
}
