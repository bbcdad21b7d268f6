import { Command } from 'commander';
import { EndedOtherwise } from '../output/errors.js';
import { printView } from '../output/print-view.js';
import { readOrders } from './read-orders.js';
import { withProduction } from './with-production.js';

interface Options {
  wait?: boolean;
  json?: boolean;
  shop?: string;
}

export function submitCommand(): Command {
  return new Command('submit')
    .argument('<file>', 'a file of JSON, or - for standard input')
    .option('--wait', 'wait until each has ended or needs a person')
    .option('--json', 'print an OrderView a line')
    .option('--shop <shop>', 'the shop of orders that name none')
    .action(submit);
}

async function submit(file: string, options: Options): Promise<void> {
  const orders = await readOrders(file);
  await withProduction(options.shop, async (production) => {
    let others = 0;
    for (const [index, order] of orders.entries()) {
      if (orders.length > 1 && process.stderr.isTTY) process.stderr.write(`${index + 1} of ${orders.length}: `);
      const { view, created } = await production.submit(order);
      if (!created && !options.json) process.stderr.write(`Order ${view.orderId} was there already, the same.\n`);
      const last = options.wait ? await production.wait(view.orderId, { shop: view.shop }) : view;
      if (options.wait && last.state !== 'produced') others += 1;
      printView(last, options);
    }
    if (others > 0) throw new EndedOtherwise(`${others} orders were not produced`);
  });
}
