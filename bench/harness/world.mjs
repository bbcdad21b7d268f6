import { fileURLToPath } from 'node:url';
import { freePort, startTemporalServer } from '../../lib/temporal-server/index.js';
import { endWithUs, node, start } from './child.mjs';
import { cpuOf, cpuOfThreads, cpuOfTree, machineBusy, memoryOf } from './usage.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const BIN = file('../../bin/printess-production.js');

/** The arms: what is measured side by side. `extra`: what a variant of ours sets. */
export const ARMS = {
  floor: { temporal: true, client: 'floor-client' },
  look: { temporal: true, client: 'floor-client', env: { LOOK: '1' } },
  ours: { temporal: true, client: 'ours-client' },
  dbos: { client: 'dbos' },
  graphile: { client: 'graphile' },
  polling: { client: 'polling', noEngine: true },
};

/** Starts the processes of an arm, its engine new and empty. */
export async function openWorld(name, given) {
  const opened = { ends: [], isClosed: false };
  try {
    return await open(name, given, opened);
  } catch (error) {
    await close(opened);
    throw error;
  }
}

/** Ends what was opened, the last one first; one that does not end does not keep the others. */
async function close(opened) {
  opened.isClosed = true;
  for (const end of opened.ends.splice(0).reverse()) await end().catch(() => undefined);
}

/** Puts how each thing that it starts is ended into `opened`. */
async function open(name, { tools, env = {}, flags = [] }, opened) {
  const { temporal, client: adapter, noEngine, env: ofArm = {} } = ARMS[name] ?? ARMS.ours;
  const isOurs = adapter === 'ours-client';
  const child = async (starting) => {
    const started = await starting;
    opened.ends.push(() => started.end('SIGKILL'));
    // A part that was given up may still start one.
    if (opened.isClosed) await close(opened);
    return started;
  };
  const printess = await child(node(file('../printess.mjs'), [tools.keyFile, tools.certFile]));
  const callbackPort = await freePort();
  const metricsPort = await freePort();
  const enginePort = await freePort();
  const engine = noEngine
    ? undefined
    : temporal
      ? await startTemporalServer({
          cli: tools.cli,
          port: enginePort,
          flags: ['--metrics-port', String(metricsPort), ...flags],
        })
      : await tools.postgres.start(enginePort);
  const engineHasEnded = temporal ? endWithUs(engine.pid) : () => undefined;
  opened.ends.push(async () => {
    await (engine?.stop ?? engine?.end)?.();
    engineHasEnded();
  });
  const all = {
    ...(temporal ? { TEMPORAL_ADDRESS: engine.address } : { DATABASE_URL: engine?.url }),
    PRINTESS_API_URL: `https://localhost:${printess.readyWith.https}`,
    NODE_EXTRA_CA_CERTS: tools.certFile,
    CALLBACK_BASE_URL: `http://127.0.0.1:${callbackPort}`,
    CALLBACK_PORT: String(callbackPort),
    ...(isOurs && {
      PRINTESS_SERVICE_TOKEN: 'bench',
      CALLBACK_HOST: '127.0.0.1',
      CALLBACK_KEYS: `bench:${'b'.repeat(32)}`,
      OPS_PORT: '0',
      WORKER_OPS_PORT: '0',
      // Nobody is throttled here: how fast due checks are made is one of the figures.
      PRINTESS_STATUS_RATE: '10000',
    }),
    ...(temporal && !isOurs && { FLOOR_BUNDLE: tools.floorBundle }),
    ...ofArm,
    ...env,
  };
  const without = (given, ...names) =>
    Object.fromEntries(Object.entries(given).filter(([name]) => !names.includes(name)));
  const startWorker = () => child(workerOf());
  const workerOf = () =>
    isOurs
      ? start(process.execPath, [BIN, 'worker'], { env: without(all, 'WAIT_SECONDS'), ready: /Worker runs/ })
      : node(file('../arms/floor-worker.mjs'), [], { env: all });
  const startEndpoint = () => child(endpointOf());
  const endpointOf = () =>
    isOurs
      ? start(process.execPath, [BIN, 'server', '--only', 'callbacks'], {
          env: without(all, 'WAIT_SECONDS'),
          ready: /Callbacks on port/,
        })
      : node(file('../arms/floor-endpoint.mjs'), [], { env: all });
  const startClient = () => child(node(file('../client.mjs'), [adapter], { env: all }));

  const world = {
    name,
    env: all,
    printess,
    worker: temporal && (await startWorker()),
    endpoint: temporal && (await startEndpoint()),
    client: await startClient(),
    startWorker,
    startEndpoint,
    isOneProcess: !temporal,
    callbackUrl: all.CALLBACK_BASE_URL,
    memory: () => memoryOf((world.worker || world.client).pid),
    engineMemory: () => (engine ? memoryOf(engine.pid) : 0),
    /** The worker, or the process that is all in one, is killed; resolves when a new one is ready. */
    kill: () => (temporal ? world.worker : world.client).end('SIGKILL'),
    async restart() {
      if (temporal) world.worker = await startWorker();
      else world.client = await startClient();
    },
    /** Requests that the engine has served to clients: the polls apart. */
    async served() {
      const text = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
      const sums = { requests: 0, polls: 0 };
      for (const [, labels, value] of text.matchAll(/^service_requests\{(.*)\} (\d+)$/gm)) {
        const operation = /operation="([^"]*)"/.exec(labels)?.[1] ?? '';
        if (!labels.includes('service_name="frontend"') || !labels.includes('namespace="default"')) continue;
        if (/^(RecordWorkerHeartbeat|DescribeNamespace)/.test(operation)) continue;
        sums[operation.startsWith('Poll') ? 'polls' : 'requests'] += Number(value);
      }
      return sums;
    },
    usage() {
      const worker = world.worker && world.worker.pid;
      return {
        at: performance.now(),
        machine: machineBusy(),
        engine: engine ? cpuOfTree(engine.pid) : 0,
        worker: worker ? cpuOf(worker) : 0,
        threads: worker ? cpuOfThreads(worker) : new Map(),
        endpoint: world.endpoint ? cpuOf(world.endpoint.pid) : 0,
        client: cpuOf(world.client.pid),
        printess: cpuOf(printess.pid),
        self: process.cpuUsage().user / 1_000 + process.cpuUsage().system / 1_000,
      };
    },
    /** What posts callbacks. */
    startGenerator: () => child(node(file('../callbacks.mjs'))),
    close: () => close(opened),
  };
  return world;
}

/** Does something in a world, and tells what it cost: milliseconds of CPU by station, and cores that others took. */
export async function measured(world, work) {
  const before = world.usage();
  const answer = await work();
  const after = world.usage();
  const used = {};
  for (const part of ['engine', 'worker', 'endpoint', 'client', 'printess', 'self'])
    used[part] = after[part] - before[part];
  const byThread = [...after.threads].map(([tid, cpu]) => cpu - (before.threads.get(tid) ?? 0));
  const seconds = (after.at - before.at) / 1_000;
  const ours = Object.values(used).reduce((sum, one) => sum + one, 0);
  return {
    answer,
    seconds,
    cpu: {
      engine: used.engine,
      worker: used.worker,
      workflowThread: Math.max(0, ...byThread),
      endpoint: used.endpoint,
      client: used.client,
      sum: used.engine + used.worker + used.endpoint + used.client,
    },
    others: Math.max(0, (after.machine - before.machine - ours) / 1_000 / seconds),
  };
}
