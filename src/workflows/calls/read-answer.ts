import { log } from '@temporalio/workflow';
import type * as z from 'zod';
import { issuesOf, issuesText } from '../../contract/issues.js';

/** What an activity has answered, as its schema makes it; undefined, and logged, where this worker cannot read it. */
export function readAnswer<S extends z.ZodType>(activity: string, schema: S, answer: unknown): z.output<S> | undefined {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  log.warn('An activity has answered what this worker cannot read', {
    activity,
    why: issuesText(issuesOf(parsed.error)),
  });
  return undefined;
}
