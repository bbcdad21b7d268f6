import type * as z from 'zod';
import { shorten } from './shorten.js';

/** Issues that are shown; nobody reads more. */
const ISSUES = 100;
/** Characters of an issue's path and message: names in them come from outside. */
const ISSUE_LENGTH = 300;

/** One thing that is wrong with an input: `path` such as `items[2].copies`, empty for the whole. */
export interface Issue {
  path: string;
  message: string;
}

/** zod's issues as issues by path, unknown properties named one by one. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    if (issue.code !== 'unrecognized_keys')
      return [{ path: pathTo(issue.path), message: shorten(plain(issue.message), ISSUE_LENGTH) }];
    return issue.keys.map((key) => ({ path: pathTo([...issue.path, key]), message: 'not a known property' }));
  });
}

/** zod's words for a value that is not there, and for one that is something else, in ours. */
const plain = (message: string): string =>
  message.endsWith('received undefined') ? 'is missing' : message.replace('Invalid input: ', '');

/** Issues as one text: `items[2].copies: expected int; shop: …`, a hundred at the most. */
export function issuesText(issues: readonly Issue[]): string {
  const shown = shownIssues(issues).map(({ path, message }) => (path ? `${path}: ${message}` : message));
  return [...shown, ...(issues.length > ISSUES ? [`and ${issues.length - ISSUES} more`] : [])].join('; ');
}

/** The first hundred. */
export const shownIssues = (issues: readonly Issue[]): Issue[] => issues.slice(0, ISSUES);

/** A path as it is written: `items[2].copies`. */
export function pathTo(keys: readonly PropertyKey[]): string {
  const path = keys.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, '');
  return shorten(path, ISSUE_LENGTH);
}
