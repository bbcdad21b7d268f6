import { readFile } from 'node:fs/promises';
import { Worker } from '@temporalio/worker';
import { Command } from 'commander';
import { PRODUCTION_ORDER, SHOP_EVENT } from '../../contract/names.js';
import { loadDataConverter } from '../../config.js';
import { readJson } from '../../contract/read-json.js';
import { createLogger } from '../../logger.js';
import { connectClient } from '../../temporal-connection.js';
import { installRuntime, NO_TRACING, workflowCode } from '../../worker/index.js';
import { EndedOtherwise, UsageError } from '../output/errors.js';

interface Options {
  fromServer?: boolean;
  query: string;
}

type Histories = AsyncIterable<{ workflowId: string; history: unknown }>;

export function replayCommand(): Command {
  return new Command('replay')
    .argument('[files...]', 'histories as JSON, as the Web UI and "temporal workflow show --output json" save them')
    .option('--from-server', 'replay the histories of orders and events in Temporal; it only reads')
    .option(
      '--query <query>',
      'which ones, as a list filter',
      `WorkflowType IN ("${PRODUCTION_ORDER}", "${SHOP_EVENT}") AND ExecutionStatus="Running"`,
    )
    .action(replay);
}

async function replay(files: string[], { fromServer, query }: Options): Promise<void> {
  if (files.length === 0 && !fromServer) throw new UsageError('Name files of histories, or --from-server.');
  // A history that does not replay is a result.
  installRuntime(createLogger('replay', 'error'));
  const counts = { good: 0, bad: 0 };
  let from = '';
  await replayAll(ofFiles(files), counts);
  if (fromServer) {
    const client = await connectClient();
    from = ` of namespace ${client.options.namespace}`;
    try {
      await replayAll(client.workflow.list({ query }).intoHistories(), counts);
    } finally {
      await client.connection.close();
    }
  }
  process.stderr.write(`${counts.good + counts.bad} replayed${from}, ${counts.bad} failed.\n`);
  if (counts.bad > 0) throw new EndedOtherwise(`${counts.bad} histories do not replay`);
}

async function replayAll(histories: Histories, counts: { good: number; bad: number }): Promise<void> {
  const dataConverter = await loadDataConverter(process.env);
  const options = { ...(await workflowCode(dataConverter)), ...NO_TRACING, ...(dataConverter && { dataConverter }) };
  const results = Worker.runReplayHistories(options, histories as never);
  for await (const { workflowId, error } of results) {
    if (error) counts.bad += 1;
    else counts.good += 1;
    process.stdout.write(error ? `FAILED  ${workflowId}: ${error.message}\n` : `ok      ${workflowId}\n`);
  }
}

async function* ofFiles(files: string[]): Histories {
  for (const path of files) {
    let history: unknown;
    try {
      const json = readJson(await readFile(path), { levels: Infinity });
      if (!json.ok) throw new Error(json.message);
      const { events } = json.value as { events?: { eventId?: unknown }[] };
      if (typeof events?.[0]?.eventId !== 'string') throw new Error('no events');
      history = json.value;
    } catch (cause) {
      throw new UsageError(`${path} is not a history in JSON.`, { cause });
    }
    yield { workflowId: path, history };
  }
}
