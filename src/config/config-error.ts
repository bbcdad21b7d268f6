/** What is wrong with one variable, and what it should be; the value of a secret is never told. */
export interface ConfigFault {
  variable: string;
  message: string;
}

/** Thrown at start where the configuration cannot be used: all faults at once, values of secrets never among them. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: ConfigFault[];

  constructor(faults: ConfigFault[]) {
    const lines = faults.map(({ variable, message }) => `  ${variable}: ${message}`);
    super(`The configuration cannot be used:\n${lines.join('\n')}\nSee docs/configuration.md.`);
    this.faults = faults;
  }
}
