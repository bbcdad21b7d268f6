import { issuesText } from '../contract/issues.js';
import { jsonIssues } from '../contract/json-issues.js';
import { ActionRefusedError } from './errors.js';

/**
 * Throws `ActionRefusedError` for what JSON cannot carry: a number without digits would arrive as null, which removes a
 * field.
 */
export function refuseUncarried(orderId: string, input: object): void {
  const issues = jsonIssues(input);
  if (issues.length > 0) throw new ActionRefusedError(orderId, `${issuesText(issues)}.`);
}
