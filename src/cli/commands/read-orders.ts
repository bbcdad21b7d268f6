import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import type { ProductionOrderInput } from '../../client/index.js';
import { readJson } from '../../contract/read-json.js';
import { UsageError } from '../output/errors.js';

/** The orders of a file or of standard input (`-`): one JSON object, an array, or JSON Lines. Not yet checked. */
export async function readOrders(path: string): Promise<ProductionOrderInput[]> {
  const content = path === '-' ? await buffer(process.stdin) : await readBytes(path);
  // Each order has a level less than the array around it.
  const whole = readJson(content, { levels: Infinity });
  const orders = !whole.ok ? lines(content, path) : Array.isArray(whole.value) ? whole.value : [whole.value];
  if (orders.length === 0) throw new UsageError(`${path} holds no order.`);
  return orders as ProductionOrderInput[];
}

async function readBytes(path: string): Promise<Buffer> {
  return readFile(path).catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read.`, { cause });
  });
}

function lines(content: Buffer, path: string): unknown[] {
  // Bytes stay bytes: each line is read as UTF-8 by itself.
  return content
    .toString('latin1')
    .split('\n')
    .flatMap((line, index) => {
      if (/^(ï»¿)?\s*$/.test(line)) return [];
      const order = readJson(Buffer.from(line, 'latin1'), { levels: Infinity });
      if (!order.ok) throw new UsageError(`${path}: line ${index + 1} is ${order.message}, nor is the whole file.`);
      return [order.value];
    });
}
