import type { Response } from 'express';
import type { z } from 'zod';
import { issuesOf, issuesText } from '../../contract/issues.js';
import type { ApiLocals } from './api-keys.js';
import { Problem } from './problem.js';

/** The input as its schema makes it. Throws a 422 that names each issue by its path. */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const issues = issuesOf(parsed.error);
  throw new Problem(422, 'invalid-input', `Nothing was done: ${issuesText(issues)}`, { issues });
}

/** What was learnt of a request before its route; set by the first steps of the app. */
export function localsOf(response: Response): ApiLocals {
  return response.locals as ApiLocals;
}
