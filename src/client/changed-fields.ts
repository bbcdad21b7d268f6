import { canonical } from '../contract/canonical.js';
import type { ProductionOrder } from '../contract/order.js';

const FIELDS_NAMED = 20;

/** Paths in which two orders differ (their policies aside), such as `items[1].copies`; the first 20. */
export function changedFields(before: ProductionOrder | undefined, after: ProductionOrder): string[] {
  if (!before) return [];
  const { policy: _before, ...was } = before;
  const { policy: _after, ...is } = after;
  return [...differences(was, is, '')].slice(0, FIELDS_NAMED);
}

function* differences(was: unknown, is: unknown, path: string): Generator<string> {
  if (canonical([was]) === canonical([is])) return;
  if (!isContainer(was) || !isContainer(is) || Array.isArray(was) !== Array.isArray(is)) {
    yield path;
    return;
  }
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  for (const key of keys) {
    const step = Array.isArray(was) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    yield* differences(Reflect.get(was, key), Reflect.get(is, key), step);
  }
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
