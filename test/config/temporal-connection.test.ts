import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { ConfigError } from '../../src/config.js';
import { connectClient, connectWorker, TemporalUnreachableError } from '../../src/temporal-connection.js';

const before = { ...process.env };
const clear = () => {
  for (const name of Object.keys(process.env))
    if (name.startsWith('TEMPORAL_')) Reflect.deleteProperty(process.env, name);
};
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-temporal-'));
});
beforeEach(() => {
  clear();
  process.env['TEMPORAL_CONFIG_FILE'] = join(folder, 'none.toml');
});
afterAll(async () => {
  clear();
  Object.assign(process.env, before);
  await rm(folder, { recursive: true, force: true });
});

/** A peer that takes connections and never says a word. */
async function withSilentPeer(use: (address: string) => Promise<void>): Promise<void> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => sockets.add(socket.on('error', () => undefined)));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    await use(`127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  }
}

const failureOf = async (connecting: Promise<unknown>): Promise<unknown> =>
  connecting.then(
    () => 'connected',
    (error: unknown) => error,
  );

describe.each([
  ['connectClient', connectClient],
  ['connectWorker', connectWorker],
])('%s', (_name, connect) => {
  it('gives up on a silent peer after 5 seconds, and says where it looked and what to set', async () => {
    await withSilentPeer(async (address) => {
      process.env['TEMPORAL_ADDRESS'] = address;
      process.env['TEMPORAL_NAMESPACE'] = 'north';
      const started = performance.now();
      const error = await failureOf(connect());
      expect(performance.now() - started).toBeLessThan(9_000);
      expect(error).toBeInstanceOf(TemporalUnreachableError);
      for (const word of [address, 'namespace north', 'TEMPORAL_ADDRESS', 'printess-production dev'])
        expect(String(error)).toContain(word);
    });
  });

  it('tells nothing of a temporal.toml with a slip in it but the line', async () => {
    const file = join(folder, 'slip.toml');
    await writeFile(file, '[profile.default]\napi_key = "secret-of-north\n');
    process.env['TEMPORAL_CONFIG_FILE'] = file;
    const error = await failureOf(connect());
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain('see line 2');
    expect(String(error)).not.toContain('secret-of-north');
    expect((error as ConfigError).cause).toBeUndefined();
  });

  it('names a profile that is not there', async () => {
    process.env['TEMPORAL_PROFILE'] = 'south';
    const error = await failureOf(connect());
    expect(error).toBeInstanceOf(ConfigError);
    expect(String(error)).toContain('south');
  });
});
