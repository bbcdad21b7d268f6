import { Command } from 'commander';
import { withProduction, type About } from './with-production.js';

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
        withProduction(shop, async (production, about) => {
          await production.checkNow(orderId, itemId);
          const which = itemId === undefined ? 'its jobs that are not finished' : `the job of ${itemId}`;
          say(
            `Order ${orderId} is told to ask Printess now about ${which}. See what it has learnt:`,
            'show',
            orderId,
            about,
          );
        }),
      ),
    new Command('cancel')
      .argument('<order>', 'the order’s id')
      .option('--shop <shop>', 'the order’s shop')
      .action(async (orderId: string, { shop }: Options) =>
        withProduction(shop, async (production, about) => {
          await production.cancel(orderId);
          const what = `Order ${orderId} is told to cancel: calls in flight are finished, what is produced stays.`;
          say(`${what} See its end:`, 'wait', orderId, about);
        }),
      ),
    new Command('resume').option('--shop <shop>', 'the shop').action(async ({ shop }: Options) =>
      withProduction(shop, async (production) => {
        process.stderr.write(`${await production.resume()} held orders go on.\n`);
      }),
    ),
  ];
}

/** What has been asked for, and the command that shows what comes of it. */
function say(what: string, next: 'show' | 'wait', orderId: string, { shop, linkTo }: About): void {
  const ofShop = shop === 'default' ? '' : ` --shop ${shop}`;
  const link = linkTo(orderId);
  const lines = [`${what} printess-production ${next} ${orderId}${ofShop}`, ...(link === undefined ? [] : [link])];
  process.stderr.write(`${lines.join('\n  ')}\n`);
}
