import { issuesOf } from '../contract/issues.js';
import { productionOrderSchema, type ProductionOrder } from '../contract/order.js';
import { InvalidOrderError } from './errors.js';
import type { Scope } from './scope.js';

/** The order with the client's shop and policy filled in, checked. Throws `InvalidOrderError`. */
export function checkOrder({ shop, options }: Scope, input: unknown): ProductionOrder {
  const given = isObject(input) ? { shop, ...(options.policy && { policy: options.policy }), ...input } : input;
  const parsed = productionOrderSchema.safeParse(given);
  if (!parsed.success) throw new InvalidOrderError(issuesOf(parsed.error));
  return parsed.data;
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
