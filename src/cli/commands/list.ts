import { Command, Option } from 'commander';
import type { AttentionReason, OrderState, OrderSummary } from '../../client/index.js';
import { ATTENTION_REASONS, ORDER_STATES } from '../../contract/view.js';
import { printView } from '../output/print-view.js';
import { textTable } from '../output/text-table.js';
import { withProduction } from './with-production.js';

interface Options {
  state?: OrderState;
  attention?: AttentionReason;
  json?: boolean;
  shop?: string;
}

export function listCommand(): Command {
  return new Command('list')
    .description('List a shop’s orders, the newest first.')
    .addOption(new Option('--state <state>', 'only those in this state').choices(ORDER_STATES))
    .addOption(new Option('--attention <reason>', 'only those that wait for this reason').choices(ATTENTION_REASONS))
    .option('--json', 'print an OrderView a line')
    .option('--shop <shop>', 'the orders’ shop')
    .action(list);
}

async function list({ json, shop, ...filter }: Options): Promise<void> {
  await withProduction(shop, async (production) => {
    const rows: string[][] = [];
    for await (const summary of production.list(filter)) {
      if (json) printView(await production.get(summary.orderId), { json });
      else rows.push(row(summary));
    }
    if (json) return;
    if (process.stdout.isTTY) process.stdout.write(`${textTable(['order', 'state', 'started', 'waits for'], rows)}\n`);
    // Whoever reads it by a program gets a row a line, its cells apart by tabs.
    else process.stdout.write(rows.map((cells) => `${cells.join('\t')}\n`).join(''));
  });
}

const row = ({ orderId, state, attention, createdAt }: OrderSummary) => [
  orderId,
  state,
  createdAt,
  attention.join(', '),
];
