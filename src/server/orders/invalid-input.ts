import { issuesText, shownIssues, type Issue } from '../../contract/issues.js';
import { Problem } from './problem.js';

/** A 422 that names each issue by its path, a hundred at most. */
export function invalidInput(issues: readonly Issue[]): Problem {
  const detail = `Nothing was done: ${issuesText(issues)}`;
  return new Problem(422, 'invalid-input', detail, { issues: shownIssues(issues) });
}
