import { userInfo } from 'node:os';
import { Command } from 'commander';
import { createArchive } from '../../archive/create-archive.js';
import { OrderNotFoundError } from '../../client/index.js';
import { isOpen } from '../../contract/view.js';
import { UsageError } from '../output/errors.js';
import { withProduction } from './with-production.js';

/** `erase ORDER`: the kept files of an order go, and a receipt stays. */
export function eraseCommand(): Command {
  return new Command('erase')
    .argument('<order>', 'the order’s id')
    .option('--shop <shop>', 'the order’s shop')
    .action(erase);
}

async function erase(orderId: string, { shop = 'default' }: { shop?: string }): Promise<void> {
  await withProduction(shop, async (production, { config: { ARCHIVE_URL: url } }) => {
    if (url === undefined) throw new UsageError('There is no archive: set ARCHIVE_URL.');
    // One that Temporal has forgotten may have files all the same.
    const view = await production.get(orderId).catch((error: unknown) => {
      if (error instanceof OrderNotFoundError) return undefined;
      throw error;
    });
    if (view && isOpen(view.state))
      throw new UsageError(`Order ${orderId} has not ended, and would bring its files again: cancel it first.`);
    const erased = await (await createArchive(url)).erase({ shop, orderId }, userInfo().username);
    process.stderr.write(
      erased
        ? `Order ${orderId}: ${erased.files} files are erased, a receipt stands in the manifest's place.\n`
        : `Order ${orderId} of shop ${shop} has nothing in the archive.\n`,
    );
  });
}
