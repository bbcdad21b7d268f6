import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { issuesOf, issuesText, type Issue } from '../../contract/issues.js';
import { FAILURES } from '../../contract/names.js';
import { orderInputSchema, type OrderInput } from '../../contract/order.js';
import { workflowId } from '../../contract/workflow-id.js';

/**
 * The workflow's argument, checked. Throws the non-retryable failure `InvalidOrder`, its issues by path in the details, also where
 * the run has another workflow id than its order's.
 */
export function parseOrder(input: unknown): OrderInput {
  const parsed = orderInputSchema.safeParse(input);
  if (!parsed.success) {
    const issues = issuesOf(parsed.error);
    throw refused(
      `The order is not valid, nothing was sent to Printess. Start it again, corrected: ${issuesText(issues)}`,
      issues,
    );
  }
  const { shop, orderId } = parsed.data;
  const id = workflowId(shop, orderId);
  const info = workflowInfo();
  // Callbacks find an order by its id, and so does a second start. A history may be replayed under any id, though.
  if (id !== info.workflowId && !info.unsafe.isReplaying)
    throw refused(`The order has the workflow id of another one, nothing was sent to Printess. Start it as ${id}`, []);
  return parsed.data;
}

const refused = (message: string, issues: Issue[]): ApplicationFailure =>
  ApplicationFailure.create({ type: FAILURES.invalidOrder, nonRetryable: true, message, details: [{ issues }] });
