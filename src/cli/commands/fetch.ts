import { Command } from 'commander';
import type { FetchProgress } from '../../client/index.js';
import { EndedOtherwise } from '../output/errors.js';
import { withProduction } from './with-production.js';

interface Options {
  to: string;
  json?: boolean;
  shop?: string;
}

/** `fetch ORDER… --to DIR`: the files of orders, by hand. */
export function fetchCommand(): Command {
  return new Command('fetch')
    .argument('<order...>', 'the orders’ ids')
    .requiredOption('--to <folder>', 'where to; each order has a folder in it')
    .option('--json', 'print each file as a line of JSON')
    .option('--shop <shop>', 'the orders’ shop')
    .action(fetchOrders);
}

async function fetchOrders(orderIds: string[], { to, json, shop }: Options): Promise<void> {
  const failed = await withProduction(shop, async (production) => {
    let count = 0;
    for (const orderId of orderIds) {
      const fetched = await production.fetchFiles(orderId, { to, onProgress: showProgress() });
      for (const file of fetched.files)
        process.stdout.write(json ? `${JSON.stringify({ orderId, ...file })}\n` : `${file.path}\n`);
      for (const { itemId, message } of fetched.failed)
        process.stderr.write(`${orderId}, item ${itemId}: ${message}\n`);
      count += fetched.failed.length;
    }
    return count;
  });
  if (failed > 0) throw new EndedOtherwise('not all files were fetched');
}

/** A line a file on a terminal, written over while it comes. */
function showProgress(): (progress: FetchProgress) => void {
  if (!process.stderr.isTTY) return () => undefined;
  let last = 0;
  return ({ itemId, name, bytes, whole }) => {
    if (!whole && Date.now() - last < 200) return;
    last = Date.now();
    process.stderr.write(`\r\u001b[K  ${itemId}: ${name}  ${(bytes / 1e6).toFixed(1)} MB${whole ? '\n' : ''}`);
  };
}
