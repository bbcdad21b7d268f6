import { readFileSync } from 'node:fs';
import type { ConfigIssue } from './config-error.js';

/** Secrets that may lie in a file: `NAME` or `NAME_FILE`. */
const SECRETS = ['PRINTESS_SERVICE_TOKEN', 'CALLBACK_KEYS', 'ORDERS_API_KEYS'];

/** Whether a variable may be given as `NAME_FILE` instead. */
export function isSecret(name: string): boolean {
  return SECRETS.includes(name);
}

/**
 * The variables with the contents of `*_FILE` put in the place of the secrets that they hold. Issues: a secret given in
 * both ways, a file that is missing or empty.
 */
export function readSecretFiles(env: Record<string, string>): { env: NodeJS.ProcessEnv; issues: ConfigIssue[] } {
  const read: NodeJS.ProcessEnv = { ...env };
  const issues: ConfigIssue[] = [];
  for (const name of SECRETS) {
    const variable = `${name}_FILE`;
    const path = read[variable];
    if (path === undefined) continue;
    if (read[name] !== undefined) {
      issues.push({ variable, message: `set ${name} or ${variable}, not both` });
      continue;
    }
    try {
      read[name] = secretFrom(path);
    } catch (error) {
      issues.push({ variable, message: error instanceof Error ? error.message : String(error) });
    }
  }
  return { env: read, issues };
}

/** The secret that a file holds, without the white space around it and the byte order mark before it. Throws where it is missing or empty. */
export function secretFrom(path: string): string {
  let text: string;
  try {
    text = readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new Error(`the file ${path} cannot be read`, { cause });
  }
  if (text === '') throw new Error(`the file ${path} is empty`);
  return text;
}
