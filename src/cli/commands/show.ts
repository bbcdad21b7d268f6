import { Command } from 'commander';
import { printView } from '../output/print-view.js';
import { withProduction } from './with-production.js';

export function showCommand(): Command {
  return new Command('show')
    .argument('<order>', 'the order’s id')
    .option('--json', 'print its OrderView')
    .option('--shop <shop>', 'the order’s shop')
    .action(async (orderId: string, options: { json?: boolean; shop?: string }) =>
      withProduction(options.shop, async (production) => printView(await production.get(orderId), options)),
    );
}
