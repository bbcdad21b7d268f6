import { Command } from 'commander';
import type { ItemView } from '../../client/index.js';
import { printView } from '../output/print-view.js';
import { renderItem } from '../output/render-view.js';
import { withProduction } from './with-production.js';

interface Options {
  json?: boolean;
  shop?: string;
  reason?: string;
  reprint?: boolean;
}

/** The commands by which a person decides about an item: retry, adopt, approve, abandon. */
export function itemActionCommands(): Command[] {
  return [
    command('retry')
      .argument('<order>', 'the order’s id')
      .argument('[item]', 'the item’s id')
      .option('--reprint', 'order the item again though it is produced')
      .action(retry),
    command('adopt')
      .argument('<order>', 'the order’s id')
      .argument('<item>', 'the item’s id')
      .argument('<job>', 'the job’s id')
      .action(async (orderId: string, itemId: string, jobId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          print(await production.adoptJob(orderId, { itemId, jobId }), options),
        ),
      ),
    command('approve')
      .argument('<order>', 'the order’s id')
      .argument('<item>', 'the item’s id')
      .requiredOption('--reason <reason>', 'why')
      .action(async (orderId: string, itemId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          print(await production.approveItem(orderId, { itemId, reason: options.reason ?? '' }), options),
        ),
      ),
    command('abandon')
      .argument('<order>', 'the order’s id')
      .argument('<item>', 'the item’s id')
      .requiredOption('--reason <reason>', 'why')
      .action(async (orderId: string, itemId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          print(await production.abandonItem(orderId, { itemId, reason: options.reason ?? '' }), options),
        ),
      ),
  ];
}

function command(name: string): Command {
  return new Command(name).option('--json', 'print the result as JSON').option('--shop <shop>', 'the order’s shop');
}

async function retry(orderId: string, itemId: string | undefined, options: Options): Promise<void> {
  await withProduction(options.shop, async (production) => {
    const wish = { ...(itemId !== undefined && { itemId }), ...(options.reprint && { reprint: true }) };
    printView(await production.retry(orderId, wish), options);
  });
}

function print(item: ItemView, { json }: Options): void {
  if (json) process.stdout.write(`${JSON.stringify(item)}\n`);
  else process.stderr.write(`${renderItem(item)}\n`);
}
