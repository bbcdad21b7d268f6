import type * as z from 'zod';
import { isEmptyList } from './empty-list.js';
import { issuesOf, type Issue } from './issues.js';
import { jsonIssues } from './json-issues.js';

export type ParsedInput<T> = { ok: true; data: T } | { ok: false; issues: Issue[] };

/**
 * What came in at any door, as its schema makes it, or all that is wrong with it by path. Only `outside` of it is asked
 * whether JSON can carry it: the rest is ours.
 */
export function parseInput<S extends z.ZodType>(
  schema: S,
  input: unknown,
  { outside = input }: { outside?: unknown } = {},
): ParsedInput<z.output<S>> {
  const issues = jsonIssues(outside);
  const parsed = tryParse(schema, isEmptyList(input) ? {} : input, issues);
  if (parsed?.success && issues.length === 0) return { ok: true, data: parsed.data };
  const named = new Set(issues.map(({ path }) => path));
  const others = parsed?.error ? issuesOf(parsed.error).filter(({ path }) => !named.has(path)) : [];
  return { ok: false, issues: [...issues, ...others] };
}

/** A schema may throw for what JSON cannot carry: that has been named already. */
function tryParse<S extends z.ZodType>(
  schema: S,
  input: unknown,
  issues: readonly Issue[],
): z.ZodSafeParseResult<z.output<S>> | undefined {
  try {
    return schema.safeParse(input);
  } catch (error) {
    if (issues.length === 0) throw error;
    return undefined;
  }
}
