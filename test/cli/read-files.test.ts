import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readOrders } from '../../src/cli/commands/read-orders.js';
import { startSandbox } from '../../src/sandbox/index.js';
import { connectClient } from '../../src/temporal-connection.js';
import { TemporalUnreachableError } from '../../src/temporal-connection.js';

// Windows programs put a byte order mark at the beginning of a file; JSON and TOML know none.

const MARK = '\uFEFF';
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-marks-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function file(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

describe('a byte order mark', () => {
  it.each<[string, string, unknown[]]>([
    ['one order', `${MARK}{"orderId":"1"}`, [{ orderId: '1' }]],
    ['an array', `${MARK}[{"orderId":"1"},{"orderId":"2"}]`, [{ orderId: '1' }, { orderId: '2' }]],
    ['JSON Lines', `${MARK}{"orderId":"1"}\r\n{"orderId":"2"}\r\n`, [{ orderId: '1' }, { orderId: '2' }]],
    ['files put together', `${MARK}{"orderId":"1"}\n${MARK}{"orderId":"2"}\n`, [{ orderId: '1' }, { orderId: '2' }]],
    ['a text that begins with one', `{"orderId":"${MARK}1"}`, [{ orderId: `${MARK}1` }]],
  ])('is skipped in a file of orders: %s', async (_what, text, orders) => {
    expect(await readOrders(await file('orders.json', text))).toEqual(orders);
  });

  it('is skipped in the sandbox’s files', async () => {
    const templates = { templates: { mug: { documents: [{ name: 'mug' }] } } };
    const templatesFile = await file('templates.json', MARK + JSON.stringify(templates));
    const kept = await file('state.jsonl', `${MARK}{"type":"credits","added":5}\n`);
    const sandbox = await startSandbox({ templatesFile, file: kept });
    await sandbox.close();
    expect(await readFile(kept, 'utf8')).toContain('"added":5');
  });

  it('is skipped in temporal.toml', async () => {
    const toml = await file(
      'temporal.toml',
      `${MARK}[profile.default]\naddress = "127.0.0.1:1"\nnamespace = "north"\n`,
    );
    process.env['TEMPORAL_CONFIG_FILE'] = toml;
    try {
      const failed = await connectClient().catch((error: unknown) => error);
      expect(failed).toBeInstanceOf(TemporalUnreachableError);
      expect(String(failed)).toContain('127.0.0.1:1 (namespace north)');
    } finally {
      Reflect.deleteProperty(process.env, 'TEMPORAL_CONFIG_FILE');
    }
  });
});
