import { Command } from 'commander';
import { printItem } from '../output/print-view.js';
import { retryCommand } from './retry.js';
import { withProduction } from './with-production.js';

interface Options {
  json?: boolean;
  shop?: string;
  reason?: string;
}

/** The commands by which a person decides about an item: retry, adopt, approve, abandon. */
export function itemActionCommands(): Command[] {
  return [
    retryCommand(),
    command('adopt')
      .argument('<job>', 'the job’s id')
      .action(async (orderId: string, itemId: string, jobId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          printItem(await production.adoptJob(orderId, { itemId, jobId }), options),
        ),
      ),
    command('approve')
      .requiredOption('--reason <reason>', 'why')
      .action(async (orderId: string, itemId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          printItem(await production.approveItem(orderId, { itemId, reason: options.reason ?? '' }), options),
        ),
      ),
    command('abandon')
      .requiredOption('--reason <reason>', 'why')
      .action(async (orderId: string, itemId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          printItem(await production.abandonItem(orderId, { itemId, reason: options.reason ?? '' }), options),
        ),
      ),
  ];
}

function command(name: string): Command {
  return new Command(name)
    .argument('<order>', 'the order’s id')
    .argument('<item>', 'the item’s id')
    .option('--json', 'print the item as JSON')
    .option('--shop <shop>', 'the order’s shop');
}
