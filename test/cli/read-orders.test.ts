import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readOrders } from '../../src/cli/commands/read-orders.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'orders-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function read(content: string | Buffer): Promise<unknown> {
  const path = join(folder, 'orders.json');
  await writeFile(path, content);
  return readOrders(path);
}

describe('a file of orders', () => {
  it.each<[string, string, unknown]>([
    ['one order', '{"orderId":"1"}', [{ orderId: '1' }]],
    ['an array', '[{"orderId":"1"},{"orderId":"2"}]', [{ orderId: '1' }, { orderId: '2' }]],
    ['lines, some of them empty', '{"orderId":"ü"}\r\n\r\n{"orderId":"2"}\n', [{ orderId: 'ü' }, { orderId: '2' }]],
    ['a number that is not held', '{"copies":90071992547409931}', [{ copies: Infinity }]],
  ])('is read: %s, with a byte order mark or without', async (_name, content, orders) => {
    expect(await read(content)).toEqual(orders);
    expect(await read(`\ufeff${content}`)).toEqual(orders);
  });

  it.each([
    ['{"a":1}\nnope\n', 'line 2 is not JSON'],
    [Buffer.from('{"a":1}\n{"a":"\xff"}\n', 'latin1'), 'line 2 is not JSON in UTF-8'],
    ['', 'holds no order'],
    ['\ufeff\n', 'holds no order'],
  ])('that is none is refused in a sentence: %j', async (content, why) => {
    await expect(read(content)).rejects.toThrow(why);
  });
});
