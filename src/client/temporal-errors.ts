import { NamespaceNotFoundError, WorkflowNotFoundError } from '@temporalio/client';
import { PrintessProductionError } from '../contract/error.js';
import { SEARCH_ATTRIBUTES } from '../contract/names.js';
import { parseWorkflowId } from '../contract/workflow-id.js';
import { OrderNotFoundError } from './errors.js';
import { isTemporalAway, temporalReason } from './sdk.js';

/** Thrown where Temporal answers, but has no such namespace. */
export class NamespaceUnknownError extends PrintessProductionError {
  override readonly name = 'NamespaceUnknownError';
  readonly code = 'namespace-unknown';

  constructor(namespace: string, options?: ErrorOptions) {
    super(
      `Temporal has no namespace ${namespace}: set TEMPORAL_NAMESPACE, or run "temporal operator namespace create ` +
        `--namespace ${namespace} --retention 30d" and "printess-production setup".`,
      options,
    );
  }
}

/** Thrown where the namespace lacks a search attribute of ours, or has it with another type. */
export class NotSetUpError extends PrintessProductionError {
  override readonly name = 'NotSetUpError';
  readonly code = 'not-set-up';

  constructor(namespace: string, why: string, options?: ErrorOptions) {
    super(
      `The Temporal namespace ${namespace} is not set up for orders: run "printess-production setup". Temporal says: ${why}`,
      options,
    );
  }
}

/** Thrown where Temporal refuses a call for a reason of its own: no permission, say. The message gives that reason. */
export class TemporalRefusedError extends PrintessProductionError {
  override readonly name = 'TemporalRefusedError';
  readonly code = 'temporal-refused';

  constructor(why: string, options?: ErrorOptions) {
    super(`Temporal refuses the call: ${why}`, options);
  }
}

const NOT_FOUND = 5;
/** gRPC: invalid argument, not found, permission denied, unimplemented, unauthenticated. */
const REFUSED = [3, NOT_FOUND, 7, 12, 16];
const OURS = Object.keys(SEARCH_ATTRIBUTES);

/**
 * What the SDK's error is about: its own message tells what was asked ("Failed to start Workflow"), the reason lies in
 * its cause. Errors of ours, and those that say that Temporal is away, stay as they are.
 */
export function explainTemporal(error: unknown, namespace: string): unknown {
  if (error instanceof PrintessProductionError || isTemporalAway(error)) return error;
  if (error instanceof NamespaceNotFoundError) return new NamespaceUnknownError(namespace, { cause: error });
  // It went, with the namespace's retention, between two questions about it.
  const gone = error instanceof WorkflowNotFoundError ? parseWorkflowId(error.workflowId) : undefined;
  if (gone) return new OrderNotFoundError(gone.orderId, gone.shop);
  const reason = temporalReason(error);
  if (!reason) return error;
  if (reason.code === NOT_FOUND && /^namespace .*not found/i.test(reason.details))
    return new NamespaceUnknownError(namespace, { cause: error });
  if (OURS.some((name) => reason.details.includes(name)))
    return new NotSetUpError(namespace, reason.details, { cause: error });
  return REFUSED.includes(reason.code) ? new TemporalRefusedError(reason.details, { cause: error }) : error;
}
