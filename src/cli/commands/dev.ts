import { Command, Option } from 'commander';
import { FAULTS } from '../../sandbox/index.js';
import { EndedOtherwise, UsageError } from '../output/errors.js';
import { runDrill } from '../dev/drill.js';
import { runSampleOrder } from '../dev/run-sample-order.js';
import { startDev } from '../dev/start-dev.js';
import { untilStopped } from './until-stopped.js';

interface Options {
  once?: boolean;
  fault?: string;
  items: string;
  drill?: boolean;
}

export function devCommand(): Command {
  return new Command('dev')
    .option('--once', 'end with exit code 0 when the sample order is produced')
    .addOption(
      new Option('--fault <name>', 'let this go wrong for the order’s first item').choices(Object.keys(FAULTS)),
    )
    .option('--drill', 'run an order through each fault, print a table, and end')
    .option('--items <n>', 'items of the sample order', '3')
    .action(runDev);
}

async function runDev({ once, fault, items, drill }: Options): Promise<void> {
  const count = Number(items);
  if (!Number.isInteger(count) || count < 1 || count > 500)
    throw new UsageError('--items takes a number from 1 to 500.');

  const stopped = untilStopped();
  const over = new AbortController();
  void stopped.then(() => over.abort());
  const dev = await startDev((line) => process.stderr.write(`${line}\n`));
  try {
    // Who has pressed Ctrl-C while it started wants no order.
    if (over.signal.aborted) return;
    if (drill) {
      const paidOnce = await Promise.race([runDrill(dev), stopped.then(() => true), dev.broken]);
      if (!paidOnce) throw new EndedOtherwise('an order was paid twice');
      return;
    }
    const state = await Promise.race([
      runSampleOrder(dev, { items: count, fault }),
      stopped.then(() => undefined),
      dev.broken,
    ]);
    if (state === undefined) return;
    if (once) {
      if (state !== 'produced') throw new EndedOtherwise(state);
      return;
    }
    process.stderr.write('\nEverything stays up; submit orders of your own, or press Ctrl-C to end.\n');
    await Promise.race([stopped, dev.broken]);
  } finally {
    process.stderr.write('Ending what was started…\n');
    await dev.close();
  }
}
