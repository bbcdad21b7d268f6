import { Command } from 'commander';
import { withProduction } from './with-production.js';

interface Options {
  shop?: string;
}

/** The commands about a whole order, or a whole shop: check, cancel, resume. */
export function orderActionCommands(): Command[] {
  return [
    new Command('check')
      .argument('<order>', 'the order’s id')
      .argument('[item]', 'the item’s id')
      .option('--shop <shop>', 'the order’s shop')
      .action(async (orderId: string, itemId: string | undefined, { shop }: Options) =>
        withProduction(shop, (production) => production.checkNow(orderId, itemId)),
      ),
    new Command('cancel')
      .argument('<order>', 'the order’s id')
      .option('--shop <shop>', 'the order’s shop')
      .action(async (orderId: string, { shop }: Options) =>
        withProduction(shop, (production) => production.cancel(orderId)),
      ),
    new Command('resume').option('--shop <shop>', 'the shop').action(async ({ shop }: Options) =>
      withProduction(shop, async (production) => {
        process.stderr.write(`${await production.resume()} held orders go on.\n`);
      }),
    ),
  ];
}
