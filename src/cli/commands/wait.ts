import { Command } from 'commander';
import { coloursOf } from '../output/colours.js';
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
  await withProduction(options.shop, async (production, { linkTo }) => {
    const name = coloursOf(process.stderr)('bold', orderId);
    const say = (line: string) => {
      if (!options.json)
        process.stderr.write(`${line}
`);
    };
    say(`Waiting until order ${name} has ended or needs a person; Ctrl-C ends the waiting alone.`);
    const link = linkTo(orderId);
    if (link !== undefined) say(`  ${link}`);
    const view = await production.wait(orderId, options.json ? {} : { onChange: followProgress(process.stderr) });
    printView(view, options);
    if (view.state !== 'produced') throw new EndedOtherwise(view.state);
  });
}
