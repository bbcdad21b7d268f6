import { readFile } from 'node:fs/promises';
import { Client, Connection } from '@temporalio/client';
import { describe, expect, it } from '@jest/globals';
import { LEAST_SDK } from '../../src/client/check-sdk-version.js';
import { createClient, TemporalClientTooOldError } from '../../src/client/index.js';

/** A client whose SDK tells the server this version, as each does by itself. */
const clientOf = (version?: string) =>
  new Client({ connection: Connection.lazy(version === undefined ? {} : { metadata: { 'client-version': version } }) });

describe('the Temporal client that a shop brings', () => {
  it.each(['1.24.0', '1.24.1', '1.100.0', '2.0.0', 'unknown'])('of version %s is taken', (version) => {
    expect(() => createClient(clientOf(version))).not.toThrow();
  });

  it.each(['1.23.9', '1.11.0', '0.23.0', '1.9.0'])('of version %s is refused in a sentence', (version) => {
    expect(() => createClient(clientOf(version))).toThrow(TemporalClientTooOldError);
    expect(() => createClient(clientOf(version))).toThrow(
      `made by @temporalio/client ${version}; 1.24.0 or later is needed`,
    );
  });

  it('is taken where it is this project’s own', () => {
    expect(() => createClient(clientOf())).not.toThrow();
  });

  it('is a peer of this package, with the version that is checked', async () => {
    const { peerDependencies, dependencies } = JSON.parse(
      await readFile(new URL('../../package.json', import.meta.url), 'utf8'),
    ) as { peerDependencies: Record<string, string>; dependencies: Record<string, string> };
    expect(peerDependencies).toMatchObject({ '@temporalio/client': `^${LEAST_SDK}` });
    expect(dependencies).not.toHaveProperty('@temporalio/client');
  });
});
