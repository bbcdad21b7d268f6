import type { Response } from 'express';
import type { z } from 'zod';
import { issuesOf } from '../../contract/issues.js';
import type { ApiLocals } from './api-keys.js';
import { invalidInput } from './invalid-input.js';

/** The input as its schema makes it. Throws a 422 that names each issue by its path. */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw invalidInput(issuesOf(parsed.error));
}

/** What was learnt of a request before its route; set by the first steps of the app. */
export function localsOf(response: Response): ApiLocals {
  return response.locals as ApiLocals;
}
