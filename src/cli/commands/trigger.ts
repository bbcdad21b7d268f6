import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { randomBytes } from 'node:crypto';
import { Command } from 'commander';
import type { Config } from '../../config.js';
import { callbackUrl, mintToken, type CallbackKey } from '../../printess/callback-token.js';
import { exchange, ExchangeError } from '../../printess/exchange.js';
import { isLoopback } from '../../printess/file-hosts.js';
import { UsageError } from '../output/errors.js';
import { DEV_FOLDER } from '../dev/start-dev.js';
import { withProduction } from './with-production.js';

const CALLBACK_DEADLINE_MS = 15_000;

interface Options {
  failed?: boolean;
  duplicate?: boolean;
  foreignJob?: boolean;
  garbage?: boolean;
  url?: string;
  shop?: string;
}

/** Rehearses what Printess sends: a callback for an item of a running order, to a running endpoint. */
export function triggerCommand(): Command {
  const callback = new Command('callback')
    .description('Send an item’s callback to the running endpoint, as Printess would.')
    .argument('<order>', 'the order’s id')
    .argument('<item>', 'the item’s id')
    .option('--failed', 'the render has failed')
    .option('--duplicate', 'send it twice')
    .option('--foreign-job', 'it names a job that is not the item’s')
    .option('--garbage', 'it is JSON that says nothing')
    .option('--url <base>', 'the endpoint’s base URL; CALLBACK_BASE_URL where it is not given, or this machine')
    .option('--shop <shop>', 'the order’s shop')
    .action(triggerCallback);
  return new Command('trigger').addCommand(callback);
}

async function triggerCallback(orderId: string, itemId: string, options: Options): Promise<void> {
  await withProduction(
    options.shop,
    async (production, { config }) => {
      const { shop, items } = await production.get(orderId);
      const item = items.find((one) => one.itemId === itemId);
      if (!item) throw new UsageError(`Order ${orderId} has no item ${itemId}.`);
      const job = { jobId: item.jobId ?? 'not-accepted-yet', generation: item.generation };
      const token = mintToken(await keysOf(config), { shop, orderId, itemId, generation: job.generation });
      const base = options.url ?? config.CALLBACK_BASE_URL ?? `http://127.0.0.1:${config.CALLBACK_PORT}`;
      const body = JSON.stringify(bodyOf(orderId, job.jobId, fileUrl(config), options));
      for (let times = options.duplicate ? 2 : 1; times > 0; times--) {
        const { status } = await exchange({
          method: 'POST',
          url: new URL(callbackUrl(base, token)),
          headers: { 'content-type': 'application/json' },
          payload: Buffer.from(body),
          deadline: CALLBACK_DEADLINE_MS,
          answerBytes: 0,
        }).catch((cause: unknown) => {
          const why = cause instanceof ExchangeError ? ` (${cause.message.replace(/\.$/, '')})` : '';
          const remedy = 'start "printess-production server", or give --url.';
          throw new Error(`No callback endpoint answers at ${base}${why}: ${remedy}`, { cause });
        });
        const isTaken = status >= 200 && status < 300;
        process.stderr.write(`${base} answered ${status}${isTaken ? '' : ': see docs/operations.md'}\n`);
      }
    },
    'trigger',
  );
}

/** The keys of the environment, or those that `dev` has made in this folder. */
async function keysOf({ CALLBACK_KEYS }: Config): Promise<CallbackKey[]> {
  if (CALLBACK_KEYS) return CALLBACK_KEYS;
  const secret = await readFile(join(DEV_FOLDER, 'callback-secret'), 'utf8').catch(() => undefined);
  if (secret === undefined) throw new UsageError('CALLBACK_KEYS is missing: those of the running endpoint.');
  return [{ kid: 'dev', secret }];
}

/** A file where the endpoint takes files from. */
function fileUrl({ FILE_HOSTS: [host = 'localhost'] }: Config): string {
  const name = host.startsWith('.') ? `files${host}` : host;
  const protocol = isLoopback(new URL(`http://${name}`).hostname) ? 'http' : 'https';
  return `${protocol}://${name}/output/triggered_1.pdf`;
}

function bodyOf(orderId: string, jobId: string, file: string, { failed, foreignJob, garbage }: Options): object {
  if (garbage) return { hello: 'world' };
  const shared = {
    jobId: foreignJob ? `foreign-${randomBytes(8).toString('hex')}` : jobId,
    userId: 'trigger',
    externalOrderId: orderId,
    meta: '',
  };
  if (failed) return { ...shared, isFailure: true, failureDetails: 'Triggered by hand: the render has failed.' };
  const result = { r: { document: file }, d: { document: 'triggered_1.pdf' }, pages: { document: 1 } };
  return { ...shared, isFailure: false, failureDetails: null, result };
}
