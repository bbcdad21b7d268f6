import { PrintessProductionError } from '../contract/error.js';

/** What is wrong with one variable, and what it should be; the value of a secret is never shown. */
export interface ConfigIssue {
  variable: string;
  message: string;
}

/** Thrown at start where the configuration cannot be used: all issues at once, values of secrets never among them. */
export class ConfigError extends PrintessProductionError {
  override readonly name = 'ConfigError';
  readonly code = 'configuration';
  readonly issues: ConfigIssue[];

  constructor(issues: ConfigIssue[]) {
    const lines = issues.map(({ variable, message }) => `  ${variable}: ${message}`);
    super(`The configuration cannot be used:\n${lines.join('\n')}\nSee docs/configuration.md.`);
    this.issues = issues;
  }
}
