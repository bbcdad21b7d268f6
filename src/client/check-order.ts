import { issuesOf } from '../contract/issues.js';
import { productionOrderSchema, type ProductionOrder } from '../contract/order.js';
import { completePolicy, policySchema } from '../contract/policy.js';
import { InvalidOrderError } from './errors.js';
import type { Scope } from './scope.js';

/** The order with the client's shop and the complete policy filled in, checked. Throws `InvalidOrderError`. */
export function checkOrder({ shop, options }: Scope, input: unknown): ProductionOrder {
  const parsed = productionOrderSchema.safeParse(isObject(input) ? { shop, ...input } : input);
  if (!parsed.success) throw new InvalidOrderError(issuesOf(parsed.error));
  const policy = policySchema.safeParse({ ...options.policy, ...parsed.data.policy });
  if (!policy.success) throw new InvalidOrderError(issuesOf(policy.error));
  // A later default moves no order: what holds for this one stands in its input.
  return { ...parsed.data, policy: completePolicy(policy.data) };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
