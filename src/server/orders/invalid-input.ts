import { issuesText, type Issue } from '../../contract/issues.js';
import { Problem } from './problem.js';

/** Issues that are told; nobody reads more. */
const ISSUES = 100;
/** Characters of an issue's path and message: names in them come from outside. */
const ISSUE_LENGTH = 300;

/** A 422 that names each issue by its path, a hundred at most. */
export function invalidInput(issues: readonly Issue[]): Problem {
  const told = issues.slice(0, ISSUES).map(({ path, message }) => ({ path: cut(path), message: cut(message) }));
  const more = issues.length > ISSUES ? `; and ${issues.length - ISSUES} more` : '';
  return new Problem(422, 'invalid-input', `Nothing was done: ${issuesText(told)}${more}`, { issues: told });
}

function cut(text: string): string {
  return text.length > ISSUE_LENGTH ? `${text.slice(0, ISSUE_LENGTH).toWellFormed()}…` : text.toWellFormed();
}
