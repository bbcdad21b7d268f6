import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ensureTemporalCli, startTemporalServer } from '../../src/temporal-server/index.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-server-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** The Temporal command line, but the first `times` servers find what it says; a line of its log for each start. */
async function cliThatFails(times: number, says: string): Promise<{ cli: string; starts: () => Promise<number> }> {
  const [cli, log] = [join(folder, `temporal-${times}`), join(folder, `starts-${times}`)];
  await writeFile(
    cli,
    [
      '#!/bin/sh',
      `echo start >> '${log}'`,
      `if [ "$(wc -l < '${log}')" -le ${times} ]; then echo "${says}" >&2; exit 1; fi`,
      `exec '${await ensureTemporalCli()}' "$@"`,
    ].join('\n'),
  );
  await chmod(cli, 0o755);
  return { cli, starts: async () => (await readFile(log, 'utf8')).trim().split('\n').length };
}

describe('the Temporal server that is started', () => {
  it('takes another port where somebody has taken the one it chose', async () => {
    const { cli, starts } = await cliThatFails(1, 'Error: listen tcp 127.0.0.1:15001: bind: address already in use');
    const server = await startTemporalServer({ cli });
    await server.stop();
    expect(await starts()).toBe(2);
  });

  it('ends after three tries, and says which ports', async () => {
    const { cli, starts } = await cliThatFails(9, "can't set frontend port 15001: bind: address already in use");
    await expect(startTemporalServer({ cli, uiPort: 0 })).rejects.toThrow(
      /^The Temporal dev server cannot listen: port \d+ or \d+ is in use\. .* set TEMPORAL_ADDRESS/,
    );
    expect(await starts()).toBe(3);
  });

  it('does not try again where the port was given, or something else is wrong', async () => {
    const taken = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    const given = await cliThatFails(0, '');
    await expect(startTemporalServer({ cli: given.cli, port })).rejects.toThrow(`port ${port} is in use`);
    taken.close();
    expect(await given.starts()).toBe(1);
    const broken = await cliThatFails(8, 'Error: unknown flag');
    await expect(startTemporalServer({ cli: broken.cli })).rejects.toThrow('did not start: Error: unknown flag');
    expect(await broken.starts()).toBe(1);
    await expect(startTemporalServer({ cli: join(folder, 'nowhere') })).rejects.toThrow(
      /did not start: spawn .*ENOENT/,
    );
  });
});
