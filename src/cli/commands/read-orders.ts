import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import type { ProductionOrderInput } from '../../client/index.js';
import { withoutBom } from '../../contract/without-bom.js';
import { UsageError } from '../output/errors.js';

/** The orders of a file or of standard input (`-`): one JSON object, an array, or JSON Lines. Not yet checked. */
export async function readOrders(path: string): Promise<ProductionOrderInput[]> {
  const content = withoutBom(path === '-' ? await text(process.stdin) : await readText(path));
  const whole = parse(content);
  const orders = whole === undefined ? lines(content, path) : Array.isArray(whole) ? (whole as unknown[]) : [whole];
  if (orders.length === 0) throw new UsageError(`${path} holds no order.`);
  return orders as ProductionOrderInput[];
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(`${path} cannot be read.`, { cause });
  });
}

function lines(content: string, path: string): unknown[] {
  return content.split('\n').flatMap((line, index) => {
    if (line.trim() === '') return [];
    // Files that are put together keep the marks of their parts.
    const order = parse(withoutBom(line));
    if (order === undefined) throw new UsageError(`${path}: line ${index + 1} is not JSON, nor is the whole file.`);
    return [order];
  });
}

function parse(content: string): unknown {
  try {
    return JSON.parse(content) as unknown;
  } catch {
    return undefined;
  }
}
