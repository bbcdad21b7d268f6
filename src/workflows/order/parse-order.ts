import { ApplicationFailure } from '@temporalio/workflow';
import { issuesOf, issuesText } from '../../contract/issues.js';
import { FAILURES } from '../../contract/names.js';
import { orderInputSchema, type OrderInput } from '../../contract/order.js';

/** The workflow's argument, checked. Throws the non-retryable failure `InvalidOrder`, its issues by path in the details. */
export function parseOrder(input: unknown): OrderInput {
  const parsed = orderInputSchema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw ApplicationFailure.create({
    type: FAILURES.invalidOrder,
    nonRetryable: true,
    message: `The order is not valid, nothing was sent to Printess. Start it again, corrected: ${issuesText(issues)}`,
    details: [{ issues }],
  });
}
