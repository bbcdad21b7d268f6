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
  exitCode?: boolean;
  shop?: string;
}

export function listCommand(): Command {
  return new Command('list')
    .addOption(new Option('--state <state>', 'only those in this state').choices(ORDER_STATES))
    .addOption(new Option('--attention <reason>', 'only those that wait for this reason').choices(ATTENTION_REASONS))
    .option('--json', 'print an OrderView a line')
    .option('--exit-code', 'end with 1 where there are any: for cron and monitoring')
    .option('--shop <shop>', 'the orders’ shop')
    .action(list);
}

async function list({ json, exitCode, shop, ...filter }: Options): Promise<void> {
  await withProduction(shop, async (production) => {
    const rows: string[][] = [];
    let count = 0;
    for await (const summary of production.list(filter)) {
      count += 1;
      if (json) printView(await production.get(summary.orderId), { json });
      else rows.push(row(summary));
    }
    if (!json) process.stdout.write(process.stdout.isTTY ? `${textTable(HEAD, rows)}\n` : tabbed(rows));
    if (exitCode && count > 0) process.exitCode = 1;
  });
}

const HEAD = ['order', 'state', 'started', 'waits for'];

/** For programs: a row a line. */
const tabbed = (rows: string[][]): string => rows.map((cells) => `${cells.join('\t')}\n`).join('');

const row = ({ orderId, state, attention, createdAt }: OrderSummary) => [
  orderId,
  state,
  createdAt,
  attention.join(', '),
];
