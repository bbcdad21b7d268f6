import type { Response } from 'express';
import type * as z from 'zod';
import { parseInput } from '../../contract/parse-input.js';
import type { ApiLocals } from './api-keys.js';
import { invalidInput } from './invalid-input.js';

/** The input as its schema makes it. Throws a 422 that names each issue by its path. */
export function readInput<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = parseInput(schema, input);
  if (parsed.ok) return parsed.data;
  throw invalidInput(parsed.issues);
}

/** What was learnt of a request before its route; set by the first steps of the app. */
export function localsOf(response: Response): ApiLocals {
  return response.locals as ApiLocals;
}
