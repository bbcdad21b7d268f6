import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../contract/names.js';
import { freePort } from './free-port.js';

export interface ServerOptions {
  cli: string;
  /** 0 or absent: any free port. */
  port?: number;
  /** Port of the Web UI; absent: none. 0: any free port. */
  uiPort?: number;
  /** Where the state is kept; absent: in memory. */
  databaseFile?: string;
  /** Partitions of each task queue, 1 if absent: more than one is for more workers than a machine has. */
  partitions?: number;
  /** Further flags of `temporal server start-dev`. */
  flags?: string[];
}

export interface TemporalServer {
  address: string;
  uiUrl?: string;
  pid: number;
  /** Ends the server; resolves when its process is gone. */
  stop(): Promise<void>;
}

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 10_000;
const TRIES = 3;
const PORT_TAKEN = /address already in use|port.*in use|can't set .*port/i;
const TYPES = { KEYWORD: 'Keyword', KEYWORD_LIST: 'KeywordList' } as const;

/**
 * Starts `temporal server start-dev` with our search attributes and fairness, and waits until it serves. Where another
 * program has taken a port that was ours to choose, others are tried; throws what the server said, if it does not start.
 */
export async function startTemporalServer(options: ServerOptions): Promise<TemporalServer> {
  const mayChoose = !options.port || options.uiPort === 0;
  for (let tries = 1; ; tries += 1) {
    const port = options.port || (await freePort());
    const uiPort = options.uiPort === 0 ? await freePort() : options.uiPort;
    const said: string[] = [];
    try {
      return await start(options, port, uiPort, said);
    } catch (cause) {
      const isTaken = PORT_TAKEN.test(said.join(''));
      if (isTaken && mayChoose && tries < TRIES) continue;
      throw new Error(isTaken ? portTaken(port, uiPort) : didNotStart(said.join('')), { cause });
    }
  }
}

/** What it says is added to `said`; of long output the end. */
async function start(
  options: ServerOptions,
  port: number,
  uiPort: number | undefined,
  said: string[],
): Promise<TemporalServer> {
  // A process group of its own: Ctrl-C is for the process that has started us, and that one ends the server.
  const child = spawn(options.cli, flagsOf(options, port, uiPort), {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  child.once('error', ({ message }) => said.push(message));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      said.push(text);
      if (said.length > 50) said.shift();
    });
  }
  const address = `127.0.0.1:${port}`;
  try {
    await once(child, 'spawn');
    await serving(child, address);
  } catch (error) {
    await stop(child);
    throw error;
  }
  return {
    address,
    ...(uiPort !== undefined && { uiUrl: `http://127.0.0.1:${uiPort}` }),
    pid: child.pid ?? 0,
    stop: () => stop(child),
  };
}

function flagsOf(
  { databaseFile, partitions = 1, flags = [] }: ServerOptions,
  port: number,
  uiPort: number | undefined,
): string[] {
  const attributes = Object.entries(SEARCH_ATTRIBUTES).flatMap(([name, type]) => [
    '--search-attribute',
    `${name}=${TYPES[type]}`,
  ]);
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--log-level', 'error'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    // Write-ahead logging is three times as fast as the default, and survives the end of the process.
    ...(databaseFile === undefined
      ? []
      : [
          '--db-filename',
          databaseFile,
          '--sqlite-pragma',
          'journal_mode=WAL',
          '--sqlite-pragma',
          'synchronous=NORMAL',
        ]),
    ...[
      'matching.useNewMatcher=true',
      'matching.enableFairness=true',
      `matching.numTaskqueueReadPartitions=${partitions}`,
      `matching.numTaskqueueWritePartitions=${partitions}`,
    ].flatMap((value) => ['--dynamic-config-value', value]),
    ...attributes,
    ...flags,
  ];
}

/** Resolves when the default namespace can be described. */
async function serving(child: ChildProcess, address: string): Promise<void> {
  const end = Date.now() + START_DEADLINE_MS;
  for (;;) {
    if (hasEnded(child)) throw new Error('The server has ended.');
    try {
      const connection = await Connection.connect({ address, connectTimeout: 1_000 });
      try {
        await connection.workflowService.describeNamespace({ namespace: 'default' });
        return;
      } finally {
        await connection.close();
      }
    } catch (error) {
      if (Date.now() > end) throw error;
      await sleep(50);
    }
  }
}

const hasEnded = ({ exitCode, signalCode, pid }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null || pid === undefined;

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  child.kill('SIGTERM');
  const force = setTimeout(() => child.kill('SIGKILL'), STOP_DEADLINE_MS);
  await gone;
  clearTimeout(force);
}

function portTaken(port: number, uiPort: number | undefined): string {
  return (
    `The Temporal dev server cannot listen: port ${port}${uiPort === undefined ? '' : ` or ${uiPort}`} is in use. ` +
    'Stop what listens there, or set TEMPORAL_ADDRESS to use the Temporal server that runs already.'
  );
}

function didNotStart(said: string): string {
  return `The Temporal dev server did not start: ${said.trim().slice(-1_000) || 'it said nothing'}`;
}
