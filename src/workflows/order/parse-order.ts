import { ApplicationFailure, workflowInfo } from '@temporalio/workflow';
import { issuesText, shownIssues, type Issue } from '../../contract/issues.js';
import { FAILURES } from '../../contract/names.js';
import { orderInputSchema, type OrderInput } from '../../contract/order.js';
import { parseInput } from '../../contract/parse-input.js';
import { workflowId } from '../../contract/workflow-id.js';

/**
 * The workflow's argument, checked. Throws the non-retryable failure `InvalidOrder`, its issues by path in the details,
 * also where the run has another workflow id than its order's.
 */
export function parseOrder(input: unknown): OrderInput {
  const parsed = parseInput(orderInputSchema, input, { outside: withoutCarried(input) });
  if (!parsed.ok)
    throw refused(
      `The order is not valid, nothing was sent to Printess. Start it again, corrected: ${issuesText(parsed.issues)}`,
      parsed.issues,
    );
  const { shop, orderId } = parsed.data;
  const id = workflowId(shop, orderId);
  const info = workflowInfo();
  // Callbacks find an order by its id, and so does a second start. A history may be replayed under any id, though.
  if (id !== info.workflowId && !info.unsafe.isReplaying)
    throw refused(`The order has the workflow id of another one, nothing was sent to Printess. Start it as ${id}`, []);
  return parsed.data;
}

/** What is carried over was checked when it came in, some levels higher. */
function withoutCarried(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('carried' in input)) return input;
  const { carried, ...order } = input;
  return order;
}

function refused(message: string, issues: Issue[]): ApplicationFailure {
  const details = [{ issues: shownIssues(issues) }];
  return ApplicationFailure.create({ type: FAILURES.invalidOrder, nonRetryable: true, message, details });
}
