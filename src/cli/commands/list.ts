import { Readable } from 'node:stream';
import { Command, Option } from 'commander';
import type { AttentionReason, OrderState, OrderSummary, ProductionClient } from '../../client/index.js';
import { ATTENTION_REASONS, ORDER_STATES } from '../../contract/view.js';
import { coloursOf } from '../output/colours.js';
import { asObject, exitCodeOf } from '../output/explain.js';
import { textTable } from '../output/text-table.js';
import { countFrom1 } from './count-from-1.js';
import { withProduction, type About } from './with-production.js';

interface Options {
  state?: OrderState;
  attention?: AttentionReason;
  limit?: number;
  json?: boolean;
  exitCode?: boolean;
  shop?: string;
}

/** Orders that are asked about at once. */
const AT_ONCE = 10;

export function listCommand(): Command {
  return new Command('list')
    .addOption(new Option('--state <state>', 'only those in this state').choices(ORDER_STATES))
    .addOption(new Option('--attention <reason>', 'only those that wait for this reason').choices(ATTENTION_REASONS))
    .option('--limit <n>', 'the newest n alone', countFrom1)
    .option('--json', 'print an OrderView a line')
    .option('--exit-code', 'end with 1 where there are any: for cron and monitoring')
    .option('--shop <shop>', 'the orders’ shop')
    .action(list);
}

async function list({ json, exitCode, shop, limit = Infinity, ...filter }: Options): Promise<void> {
  await withProduction(shop, async (production, about) => {
    const summaries = first(limit, production.list(filter));
    const count = json ? await printViews(production, summaries) : await printTable(summaries, about);
    if (exitCode && count > 0) process.exitCode ??= 1;
  });
}

async function* first<T>(limit: number, all: AsyncIterable<T>): AsyncIterable<T> {
  let count = 0;
  for await (const one of all) {
    yield one;
    if ((count += 1) >= limit) return;
  }
}

async function printTable(summaries: AsyncIterable<OrderSummary>, { linkTo }: About): Promise<number> {
  const rows: string[][] = [];
  for await (const { orderId, state, attention, createdAt } of summaries) {
    const link = linkTo(orderId);
    rows.push([orderId, state, createdAt, attention.join(', '), ...(link === undefined ? [] : [link])]);
  }
  const table = textTable(HEAD.slice(0, Math.max(4, rows[0]?.length ?? 0)), rows, coloursOf(process.stdout));
  process.stdout.write(process.stdout.isTTY ? `${table}\n` : tabbed(rows));
  return rows.length;
}

const HEAD = ['order', 'state', 'started', 'waits for', 'in the Web UI'];

/** For programs: a row a line. */
const tabbed = (rows: string[][]): string => rows.map((cells) => `${cells.join('\t')}\n`).join('');

/** One line an order, as soon as all before it have theirs. Whoever has stopped reading is asked for nothing more. */
async function printViews(production: ProductionClient, summaries: AsyncIterable<OrderSummary>): Promise<number> {
  let count = 0;
  const lines = Readable.from(summaries).map((summary: OrderSummary) => lineOf(production, summary), {
    concurrency: AT_ONCE,
  });
  for await (const line of lines) {
    process.stdout.write(`${line}\n`);
    count += 1;
    if (process.stdout.destroyed) break;
  }
  return count;
}

/** The order's view; of one that gives none (it was terminated at its beginning, say) what the list knows, and why. */
async function lineOf(production: ProductionClient, summary: OrderSummary): Promise<string> {
  try {
    return JSON.stringify(await production.get(summary.orderId));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'no-worker') process.exitCode = exitCodeOf(error);
    else if (code !== 'order-broken' && code !== 'order-not-found') throw error;
    return JSON.stringify({ ...summary, items: [], error: asObject(error) });
  }
}
