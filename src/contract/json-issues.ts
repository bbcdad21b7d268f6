import { pathTo, type Issue } from './issues.js';
import { JSON_LEVELS } from './limits.js';

/** Issues that are looked for; nobody reads more. */
const ISSUES = 100;

/**
 * What of an input JSON cannot carry to Printess as it stands, by path: numbers that are not held digit by digit, texts
 * with half a character, names that a record loses, values that are no JSON, and nesting that some station could not write.
 */
export function jsonIssues(input: unknown): Issue[] {
  const issues: Issue[] = [];
  for (const issue of issuesIn(input, [])) {
    // Whatever else there is: it cannot be walked, or written.
    if (issue.path === '') return [issue];
    if (issues.push(issue) === ISSUES) break;
  }
  return issues;
}

function* issuesIn(value: unknown, path: readonly PropertyKey[]): Generator<Issue, void> {
  if (value === null || typeof value === 'boolean') return;
  if (typeof value === 'number') {
    if (!isHeldExactly(value)) yield issueAt(path, 'not a number that is carried digit by digit: send it as a text');
  } else if (typeof value === 'string') {
    if (!value.isWellFormed()) yield issueAt(path, 'holds half a character (a lone surrogate)');
  } else if (!isJsonObject(value)) yield issueAt(path, 'not a value that JSON can carry: send it as a text');
  else if (path.length >= JSON_LEVELS) yield { path: '', message: `nested deeper than ${JSON_LEVELS} levels` };
  else if (Array.isArray(value))
    for (const [index, member] of (value as unknown[]).entries()) yield* issuesIn(member, [...path, index]);
  else yield* issuesOfMembers(value, path);
}

/** A member that is undefined is absent. */
function* issuesOfMembers(value: object, path: readonly PropertyKey[]): Generator<Issue, void> {
  for (const [name, member] of Object.entries(value) as [string, unknown][]) {
    const here = [...path, name];
    if (name === '__proto__') yield issueAt(here, 'not a name that can be carried');
    else if (!name.isWellFormed()) yield issueAt(here, 'a name that holds half a character (a lone surrogate)');
    else if (member !== undefined) yield* issuesIn(member, here);
  }
}

const isHeldExactly = (value: number): boolean =>
  Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));

/** What writes itself as something else (a date), or as nothing (a Map), would arrive as another value than was given. */
function isJsonObject(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const kind = Object.prototype.toString.call(value);
  return (
    (kind === '[object Object]' || kind === '[object Array]') && typeof Reflect.get(value, 'toJSON') !== 'function'
  );
}

const issueAt = (path: readonly PropertyKey[], message: string): Issue => ({ path: pathTo(path), message });
