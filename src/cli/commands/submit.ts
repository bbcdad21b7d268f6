import { Readable } from 'node:stream';
import { Command } from 'commander';
import { checkOrder } from '../../client/check-order.js';
import {
  InvalidOrderError,
  OrderBrokenError,
  OrderConflictError,
  type OrderView,
  type ProductionClient,
  type ProductionOrder,
} from '../../client/index.js';
import { orderDigest } from '../../contract/digest.js';
import { EndedOtherwise, InvalidOrdersError, type IssueOfOrder } from '../output/errors.js';
import { exitCodeOf, explain } from '../output/explain.js';
import { printView } from '../output/print-view.js';
import { clientOptions } from './client-options.js';
import { readOrders } from './read-orders.js';
import { withLink, withProduction, type About } from './with-production.js';

interface Options {
  wait?: boolean;
  json?: boolean;
  shop?: string;
}

/** Orders that are started, and waited for, at once. */
const AT_ONCE = 20;

export function submitCommand(): Command {
  return new Command('submit')
    .argument('<file>', 'a file of JSON, or - for standard input')
    .option('--wait', 'wait until each has ended or needs a person')
    .option('--json', 'print an OrderView a line')
    .option('--shop <shop>', 'the shop of orders that name none')
    .action(submit);
}

/** How it went with one order of the file. */
interface Result {
  order: ProductionOrder;
  view?: OrderView;
  created?: boolean;
  error?: unknown;
}

/** All are checked before the first is started, all are started before the first is waited for; told in the file's order. */
async function submit(file: string, options: Options): Promise<void> {
  const given = await readOrders(file);
  await withProduction(options.shop, async (production, about) => {
    const orders = checked(given, about);
    const results: Result[] = [];
    try {
      for await (const result of each(orders, (order) => start(production, order))) {
        results.push(result);
        if (options.wait) tellStart(result, about, options);
        else tell(result, about, options);
      }
    } catch (error) {
      const rest = 'Submit the same again: those that are started are joined.';
      if (!options.json && orders.length > 1)
        process.stderr.write(`${results.length} of ${orders.length} orders are known to be started. ${rest}\n`);
      throw error;
    }
    const last: Result[] = [];
    if (options.wait)
      for await (const result of each(results, (started) => end(production, started))) {
        if (result.view) tell(result, about, options);
        last.push(result);
      }
    if (orders.length > 1 && !options.json) process.stderr.write(`${sum(results, last)}\n`);
    conclude(options.wait ? last : results, options);
  });
}

const each = <T, R>(all: T[], run: (one: T) => Promise<R>): AsyncIterable<R> =>
  Readable.from(all).map(run, { concurrency: AT_ONCE }) as AsyncIterable<R>;

/** The orders as they will be started. Throws where one is not valid, or two of another content have one id. */
function checked(given: unknown[], { config, shop }: About): ProductionOrder[] {
  const issues: IssueOfOrder[] = [];
  const seen = new Map<string, { order: number; digest: string }>();
  const orders = given.flatMap((input, index) => {
    const order = index + 1;
    try {
      const one = checkOrder({ shop, options: clientOptions(config) }, input);
      const digest = orderDigest(one);
      const same = seen.get(`${one.shop}/${one.orderId}`) ?? { order, digest };
      seen.set(`${one.shop}/${one.orderId}`, same);
      if (same.digest !== digest)
        issues.push({ order, path: 'orderId', message: `order ${same.order} has it with another content` });
      return [one];
    } catch (error) {
      if (!(error instanceof InvalidOrderError) || given.length === 1) throw error;
      issues.push(...error.issues.map((issue) => ({ order, ...issue })));
      return [];
    }
  });
  if (issues.length > 0) throw new InvalidOrdersError(issues, given.length);
  return orders;
}

async function start(production: ProductionClient, order: ProductionOrder): Promise<Result> {
  try {
    return { order, ...(await production.submit(order)) };
  } catch (error) {
    if (error instanceof OrderConflictError) return { order, error };
    throw error;
  }
}

async function end(production: ProductionClient, started: Result): Promise<Result> {
  const { order, view } = started;
  if (!view) return started;
  try {
    return { order, view: await production.wait(order.orderId, { shop: order.shop }) };
  } catch (error) {
    if (error instanceof OrderBrokenError) return { order, error };
    throw error;
  }
}

function tell({ order, view, created, error }: Result, { linkTo }: About, { json = false }: Options): void {
  const linked = () => withLink(error, (orderId) => linkTo(orderId, order.shop));
  if (!view) return void process.stderr.write(`${explain(linked(), { json })}\n`);
  if (created === false && !json) process.stderr.write(`Order ${view.orderId} was there already, the same.\n`);
  printView(view, { json });
}

/** Before the waiting: what is waited for. */
function tellStart(result: Result, about: About, options: Options): void {
  const { view, created } = result;
  if (!view) return tell(result, about, options);
  if (options.json) return;
  const link = view.links.webUi === undefined ? '' : `  ${view.links.webUi}`;
  const how = created ? 'is started' : 'was there already, the same';
  process.stderr.write(`Order ${view.orderId} ${how}.${link}\n`);
}

function sum(results: Result[], last: Result[]): string {
  const count = (all: Result[], is: (one: Result) => boolean) => all.filter(is).length;
  const started = count(results, ({ created }) => created === true);
  const joined = count(results, ({ created }) => created === false);
  const refused = count(results, ({ error }) => error !== undefined);
  const states = new Set(last.flatMap(({ view }) => (view ? [view.state] : [])));
  const ends = [...states].map((state) => `${count(last, ({ view }) => view?.state === state)} ${state}`);
  const starts = [
    `${started} started`,
    ...(joined > 0 ? [`${joined} there already`] : []),
    ...(refused > 0 ? [`${refused} refused`] : []),
  ];
  return `${results.length} orders: ${starts.join(', ')}${ends.length > 0 ? `; ${ends.join(', ')}` : ''}.`;
}

/** The exit code: that of an order that was refused, or else whether all were produced that were waited for. */
function conclude(results: Result[], { wait }: Options): void {
  const refused = results.filter(({ error }) => error !== undefined);
  if (refused.length > 0) process.exitCode = Math.max(...refused.map(({ error }) => exitCodeOf(error)));
  else if (wait && results.some(({ view }) => view?.state !== 'produced'))
    throw new EndedOtherwise('not all orders were produced');
}
