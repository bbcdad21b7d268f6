import { canonical } from './canonical.js';

const FIELDS_NAMED = 20;

/** Paths in which two JSON values differ, such as `items[1].copies`; the first 20. */
export function changedFields(before: unknown, after: unknown): string[] {
  return first(before, after).map(({ path }) => path);
}

/** The same for people: what is not there any more is said to be. */
export function changesText(before: unknown, after: unknown): string[] {
  return first(before, after).map(({ path, isGone }) => (isGone ? `${path} (gone)` : path));
}

const first = (before: unknown, after: unknown): Difference[] =>
  [...differences(before, after, '')].slice(0, FIELDS_NAMED);

interface Difference {
  path: string;
  /** It was there, and is not any more. */
  isGone: boolean;
}

function* differences(was: unknown, is: unknown, path: string): Generator<Difference> {
  // As members, so that one that is absent differs from null.
  if (canonical({ value: was }) === canonical({ value: is })) return;
  if (!isContainer(was) || !isContainer(is) || Array.isArray(was) !== Array.isArray(is)) {
    yield { path, isGone: is === undefined };
    return;
  }
  const keys = new Set([...Object.keys(was), ...Object.keys(is)]);
  for (const key of keys) {
    const step = Array.isArray(was) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    yield* differences(own(was, key), own(is, key), step);
  }
}

const own = (value: object, key: string): unknown => (Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined);

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
