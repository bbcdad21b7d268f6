import { Command } from 'commander';
import { EndedOtherwise } from '../output/errors.js';
import { followProgress } from '../output/follow-progress.js';
import { printView } from '../output/print-view.js';
import { withProduction } from './with-production.js';

export function waitCommand(): Command {
  return new Command('wait')
    .argument('<order>', 'the order’s id')
    .option('--json', 'print its last OrderView')
    .option('--shop <shop>', 'the order’s shop')
    .action(waitForOrder);
}

async function waitForOrder(orderId: string, options: { json?: boolean; shop?: string }): Promise<void> {
  await withProduction(options.shop, async (production) => {
    const view = await production.wait(orderId, { onChange: followProgress(process.stderr) });
    printView(view, options);
    if (view.state !== 'produced') throw new EndedOtherwise(view.state);
  });
}
