import { Command, Option } from 'commander';
import pc from 'picocolors';
import type { AttentionReason, OrderState, OrderSummary } from '../client/index.js';
import { ATTENTION_REASONS, ORDER_STATES } from '../contract/view.js';
import { printView } from './print-view.js';
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
    for await (const summary of production.list(filter)) {
      if (json) printView(await production.get(summary.orderId), { json });
      else process.stdout.write(`${line(summary)}\n`);
    }
  });
}

function line({ orderId, state, attention, createdAt }: OrderSummary): string {
  return [pc.bold(orderId.padEnd(24)), state.padEnd(16), createdAt, attention.join(', ')].join('  ').trimEnd();
}
