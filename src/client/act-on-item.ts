import { ApplicationFailure, WorkflowNotFoundError, WorkflowUpdateFailedError } from '@temporalio/client';
import { itemViewSchema, type ItemAction, type ItemView } from '../contract/view.js';
import { workflowId } from '../contract/workflow-id.js';
import { describeOrder } from './describe-order.js';
import { ActionRefusedError, NoWorkerError } from './errors.js';
import { refuseUncarried } from './refuse-uncarried.js';
import type { Scope } from './scope.js';
import { isUnansweredRequest } from './sdk.js';

/** An update is answered once recorded, which takes one workflow task. */
const DEADLINE_MS = 10_000;

/** Sends an update to an open order; see `ProductionClient.retryItem` and its kin. */
export async function actOnItem(scope: Scope, orderId: string, action: ItemAction, input: object): Promise<ItemView> {
  refuseUncarried(orderId, input);
  const { connection, workflow } = scope.temporal;
  const handle = workflow.getHandle(workflowId(scope.shop, orderId));
  try {
    const view: unknown = await connection.withDeadline(Date.now() + DEADLINE_MS, () =>
      handle.executeUpdate(action, { args: [{ ...decider(scope), ...input }] }),
    );
    return itemViewSchema.parse(view);
  } catch (error) {
    if (error instanceof WorkflowUpdateFailedError)
      throw new ActionRefusedError(orderId, refusal(error), { cause: error });
    if (error instanceof WorkflowNotFoundError) throw await notOpen(scope, orderId);
    if (!isUnansweredRequest(error)) throw error;
    // Where Temporal itself does not answer, this says so.
    await describeOrder(scope, orderId);
    throw new NoWorkerError(orderId, { cause: error });
  }
}

/** The order's own sentence; else the update was ended with its order, or by a cancellation. */
const refusal = ({ cause }: WorkflowUpdateFailedError): string =>
  cause instanceof ApplicationFailure
    ? cause.message
    : 'It was cancelled, or has ended, in the same moment: see in a moment what has become of the decision.';

const decider = ({ options: { by } }: Scope) => (by === undefined ? {} : { by });

/** Temporal answers alike for an order that has ended and one that never was. */
export async function notOpen(scope: Scope, orderId: string): Promise<Error> {
  const { status } = await describeOrder(scope, orderId);
  if (status.name === 'RUNNING')
    return new ActionRefusedError(orderId, 'It has just been started again: see it in a moment.');
  const ended = `The order has ended (${status.name.toLowerCase()}): nothing is to be decided. retry starts it again.`;
  return new ActionRefusedError(orderId, ended);
}
