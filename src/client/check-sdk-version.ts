import type { Client } from '@temporalio/client';
import { TemporalClientTooOldError } from './errors.js';

/** The peer's least version, as package.json has it. */
export const LEAST_SDK = '1.24.0';

/**
 * Throws where a Temporal client is of an older SDK than `LEAST_SDK`: it passes over what it does not know, such as an
 * order's search attributes, without a word. One that does not tell its version is taken.
 */
export function checkSdkVersion({ connection }: Client): void {
  const found = versionOf(connection);
  if (found !== undefined && isOlder(found, LEAST_SDK)) throw new TemporalClientTooOldError(found, LEAST_SDK);
}

/** The SDK tells the server its version with each call. */
function versionOf(connection: object): string | undefined {
  const { options } = connection as { options?: { metadata?: Record<string, unknown> } };
  const version = options?.metadata?.['client-version'];
  return typeof version === 'string' ? version : undefined;
}

function isOlder(version: string, least: string): boolean {
  const [found, wanted] = [version, least].map((text) => text.split(/[.-]/, 3).map(Number));
  for (const [index, number] of (wanted ?? []).entries()) {
    const difference = (found?.[index] ?? 0) - number;
    if (difference !== 0) return difference < 0;
  }
  return false;
}
