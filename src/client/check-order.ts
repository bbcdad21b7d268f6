import { productionOrderSchema, type ProductionOrder } from '../contract/order.js';
import { parseInput } from '../contract/parse-input.js';
import { completePolicy, policySchema } from '../contract/policy.js';
import { InvalidOrderError } from './errors.js';
import type { Scope } from './scope.js';

/** The order with the client's shop and the complete policy filled in, checked. Throws `InvalidOrderError`. */
export function checkOrder({ shop, options }: Pick<Scope, 'shop' | 'options'>, input: unknown): ProductionOrder {
  const parsed = parseInput(productionOrderSchema, isObject(input) ? { shop, ...input } : input);
  if (!parsed.ok) throw new InvalidOrderError(parsed.issues);
  const policy = parseInput(policySchema, { ...options.policy, ...parsed.data.policy });
  if (!policy.ok) throw new InvalidOrderError(policy.issues);
  // A later default moves no order: what holds for this one stands in its input.
  return { ...parsed.data, policy: completePolicy(policy.data) };
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
