import { Command } from 'commander';
import type { ItemView } from '../../client/index.js';
import { isOpen } from '../../contract/view.js';
import { printView } from '../output/print-view.js';
import { renderItem } from '../output/render-view.js';
import { withProduction } from './with-production.js';

interface Options {
  json?: boolean;
  shop?: string;
  reason?: string;
}

/** The commands by which a person decides about an item: retry, adopt, approve, abandon. */
export function itemActionCommands(): Command[] {
  return [
    command('retry', 'Order an item anew (paid again), or all that can be; an ended order starts a new run.')
      .argument('<order>', 'the order’s id')
      .argument('[item]', 'the item’s id')
      .action(retry),
    command('adopt', 'Have an item follow a job that Printess has already.')
      .argument('<order>', 'the order’s id')
      .argument('<item>', 'the item’s id')
      .argument('<job>', 'the job’s id')
      .action(async (orderId: string, itemId: string, jobId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          print(await production.adoptJob(orderId, { itemId, jobId }), options),
        ),
      ),
    command('approve', 'Take an item’s files as they are, after a failed preflight.')
      .argument('<order>', 'the order’s id')
      .argument('<item>', 'the item’s id')
      .requiredOption('--reason <reason>', 'why')
      .action(async (orderId: string, itemId: string, options: Options) =>
        withProduction(options.shop, async (production) =>
          print(await production.approveItem(orderId, { itemId, reason: options.reason ?? '' }), options),
        ),
      ),
    command('abandon', 'Give an item up.')
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

function command(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .option('--json', 'print the result as JSON')
    .option('--shop <shop>', 'the order’s shop');
}

async function retry(orderId: string, itemId: string | undefined, options: Options): Promise<void> {
  await withProduction(options.shop, async (production) => {
    const { state, items } = await production.get(orderId);
    if (!isOpen(state)) return printView((await production.retryEnded(orderId, itemId)).view, options);
    const retryable = items.filter(({ actions }) => actions.includes('retryItem'));
    // One that is named is sent as it is: the order says itself why it is not possible.
    const chosen = itemId === undefined ? retryable : items.filter((item) => item.itemId === itemId);
    if (itemId !== undefined && chosen.length === 0) print(await production.retryItem(orderId, { itemId }), options);
    for (const item of chosen)
      print(await production.retryItem(orderId, { itemId: item.itemId, generation: item.generation }), options);
    if (itemId === undefined && chosen.length === 0) process.stderr.write('No item can be retried now.\n');
  });
}

function print(item: ItemView, { json }: Options): void {
  if (json) process.stdout.write(`${JSON.stringify(item)}\n`);
  else process.stderr.write(`${renderItem(item)}\n`);
}
