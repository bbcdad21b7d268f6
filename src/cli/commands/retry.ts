import { createInterface } from 'node:readline/promises';
import { Command } from 'commander';
import { ActionRefusedError, OrderBrokenError, type ItemView, type ProductionClient } from '../../client/index.js';
import { EndedOtherwise, UsageError } from '../output/errors.js';
import { printView } from '../output/print-view.js';
import { countFrom1 } from './count-from-1.js';
import { withProduction } from './with-production.js';

interface Options {
  json?: boolean;
  shop?: string;
  reprint?: boolean;
  generation?: number;
  yes?: boolean;
}

/** For so long the same command, sent again, is one that was sent twice and no second wish. */
const DOUBLE_MS = 10 * 60_000;

export function retryCommand(): Command {
  return new Command('retry')
    .argument('<order>', 'the order’s id')
    .argument('[item]', 'the item’s id')
    .option('--reprint', 'order the item again though it is produced, and pay again')
    .option('--yes', 'do not ask before a reprint: for scripts')
    .option(
      '--generation <n>',
      'the generation that you saw: where the item is at another, nothing is done',
      countFrom1,
    )
    .option('--json', 'print the order’s OrderView')
    .option('--shop <shop>', 'the order’s shop')
    .action(retry);
}

/**
 * An item that is named is ordered again as the generation that was seen: of two commands at the same time one is refused.
 * What is produced is paid again by a yes alone, given once.
 */
async function retry(orderId: string, itemId: string | undefined, options: Options): Promise<void> {
  const { reprint, generation, shop } = options;
  if (itemId === undefined && (reprint || generation !== undefined))
    throw new UsageError('--reprint and --generation are about one item: name it after the order.');
  await withProduction(shop, async (production) => {
    if (itemId === undefined) return printView(await production.retry(orderId), options);
    const item = await seenItem(production, orderId, itemId);
    // What is still being made may be produced when the wish arrives: no reprint of what nobody has seen.
    const reason = item?.attention?.reason;
    const isRendered = item?.state === 'produced' || reason === 'delivery-failed' || reason === 'preflight-failed';
    const isFree = reason === 'delivery-failed' && !reprint;
    if (item && isRendered && !isFree) await mayPrintAgain(orderId, item, options);
    const seen = generation ?? item?.generation;
    const wish = { itemId, ...(seen !== undefined && { generation: seen }), ...(reprint && isRendered && { reprint }) };
    printView(await production.retry(orderId, wish), options);
  });
}

/** The item as it stands; undefined where the order can show nothing: it was ended before it began. */
async function seenItem(production: ProductionClient, orderId: string, itemId: string): Promise<ItemView | undefined> {
  try {
    const { items } = await production.get(orderId);
    return items.find((one) => one.itemId === itemId);
  } catch (error) {
    if (error instanceof OrderBrokenError) return undefined;
    throw error;
  }
}

async function mayPrintAgain(orderId: string, item: ItemView, { reprint, generation, yes }: Options): Promise<void> {
  const how = item.state === 'produced' ? 'produced' : 'rendered';
  const what = `Item ${item.itemId} is ${how} (generation ${item.generation})`;
  if (!reprint)
    throw new ActionRefusedError(orderId, `${what}: only a reprint orders it again, and pays again. Add --reprint.`);
  const last = item.decisions?.findLast(({ action }) => action === 'retryItem');
  if (generation === undefined && last && Date.now() - Date.parse(last.at) < DOUBLE_MS) {
    const again = `Nothing was done. Where it is to be printed once more, say so by --generation ${item.generation}.`;
    throw new ActionRefusedError(orderId, `${what}, and was ordered again at ${last.at} already. ${again}`);
  }
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY)
    throw new UsageError(`${what}. Printing it again costs its credits again: add --yes.`);
  const asking = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await asking.question(`${what}. Print it again, and pay again? [y/N] `);
  asking.close();
  if (!/^y(es)?$/i.test(answer.trim())) {
    process.stderr.write('Nothing was done.\n');
    throw new EndedOtherwise('not wanted');
  }
}
