import type { z } from 'zod';

/** One thing that is wrong with an input: `path` such as `items[2].copies`, empty for the whole. */
export interface Issue {
  path: string;
  message: string;
}

/** zod's issues as issues by path, unknown properties named one by one. */
export function issuesOf(error: z.ZodError): Issue[] {
  return error.issues.flatMap((issue) => {
    const path = pathText(issue.path);
    if (issue.code !== 'unrecognized_keys') return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: path ? `${path}.${key}` : key, message: 'not a known property' }));
  });
}

/** Issues as one text: `items[2].copies: expected int; shop: …`. */
export function issuesText(issues: Issue[]): string {
  return issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ');
}

function pathText(path: PropertyKey[]): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${String(key)}` : String(key);
  }, '');
}
