import { ApplicationFailure } from '@temporalio/workflow';
import { issuesText, shownIssues } from '../../contract/issues.js';
import { FAILURES } from '../../contract/names.js';
import { orderInputSchema, type OrderInput } from '../../contract/order.js';
import { parseInput } from '../../contract/parse-input.js';

/** The workflow's argument, checked. Throws the non-retryable failure `InvalidOrder`, its issues by path in the details. */
export function parseOrder(input: unknown): OrderInput {
  const parsed = parseInput(orderInputSchema, input, { outside: withoutCarried(input) });
  if (parsed.ok) return parsed.data;
  const { issues } = parsed;
  throw ApplicationFailure.create({
    type: FAILURES.invalidOrder,
    nonRetryable: true,
    message: `The order is not valid, nothing was sent to Printess. Start it again, corrected: ${issuesText(issues)}`,
    details: [{ issues: shownIssues(issues) }],
  });
}

/** What is carried over was checked when it came in, some levels higher. */
function withoutCarried(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || !('carried' in input)) return input;
  const { carried, ...order } = input;
  return order;
}
