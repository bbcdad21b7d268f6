import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { memoryOf } from './usage.mjs';
import { ARMS, measured } from './world.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const BIN = file('../../bin/printess-production.js');
const isTemporal = (arm) => (ARMS[arm] ?? ARMS.ours).temporal === true;
const isOurs = (arm) => (ARMS[arm] ?? ARMS.ours).client === 'ours-client';
const each = (cpu, count) => Object.fromEntries(Object.entries(cpu).map(([part, ms]) => [part, ms / count]));

/** The closed loop at 1, 5 and 50 in flight; for a Temporal also what an order leaves and asks there. */
export async function loop(world, { warmUp, loops, shape }) {
  await world.client.ask('loop', { name: 'warm', orders: warmUp, inFlight: 20 });
  const at = {};
  const before = shape && (await countsSettled(world));
  let orders = 0;
  for (const [inFlight, count] of Object.entries(loops)) {
    const name = `loop${inFlight}`;
    const { answer, cpu, others } = await measured(world, () =>
      world.client.ask('loop', { name, orders: count, inFlight: Number(inFlight) }),
    );
    orders += count;
    at[inFlight] = { ...answer, cpu: each(cpu, count), others };
  }
  if (!shape) return { at };
  const after = await countsSettled(world);
  const counts = await world.printess.ask('counts');
  const calls = Object.values(counts).reduce((sum, one) => sum + one, 0);
  return {
    at,
    shape: {
      ...(await usualHistory(world, Math.min(15, loops[1]))),
      requests: (after.requests - before.requests) / orders,
      polls: (after.polls - before.polls) / orders,
      printessCalls: calls / (orders + warmUp),
    },
  };
}

/** Of the first orders the history that most have: a callback that overtakes its answer makes a shorter one. */
async function usualHistory(world, orders) {
  const all = [];
  for (let n = 0; n < orders; n++) all.push(await world.client.ask('history', `loop1-${n}`));
  const alike = ({ events }) => all.filter((one) => one.events === events).length;
  return all.reduce((best, one) => (alike(one) > alike(best) ? one : best));
}

/** The server counts with a delay. */
async function countsSettled(world) {
  await sleep(1_500);
  return world.served();
}

/**
 * Orders that wait for their callbacks: memory, idle CPU, a loop beside them; then, unless they are left open, all
 * callbacks at once, again, and bad ones. `without`: as many orders in a loop before them, to compare.
 */
export async function parked(world, { orders, beside, without, leaveOpen }) {
  const inLoop = (name, count) =>
    measured(world, () => world.client.ask('loop', { name, orders: count, inFlight: 50 }));
  if (without) await inLoop('warm', 200);
  const alone = without && (await inLoop('alone', without)).answer.perSecond;
  const before = world.memory();
  await world.printess.ask('set', { callbacks: false });
  const starting = await measured(world, () => world.client.ask('start', { name: 'parked', orders }));
  await until(async () => (await world.printess.ask('parkedCount')) >= orders);
  const waiting = await world.printess.ask('parked');
  await sleep(1_000);
  const memory = world.memory();
  const idle = await measured(world, () => sleep(3_000));
  await world.printess.ask('set', { callbacks: true });
  const loop = await inLoop('beside', beside);
  const waited = {
    orders,
    startedPerSecond: orders / starting.seconds,
    memory,
    memoryAnOrder: ((memory - before) / orders) * 1_000,
    idle: idle.cpu.worker / 1_000 / idle.seconds || idle.cpu.client / 1_000 / idle.seconds,
    alone,
    beside: loop.answer.perSecond,
  };
  if (leaveOpen) return waited;

  const generator = await world.startGenerator();
  /** Fails where an answer is of another kind than it has to be: such a figure says nothing. */
  const blast = async (callbacks, kind) => {
    const answer = await generator.ask('blast', { callbacks, connections: 50 });
    const odd = Object.keys(answer.statuses).filter((status) => !kind.test(status));
    if (odd.length > 0) throw new Error(`Callbacks were answered with ${JSON.stringify(answer.statuses)}`);
    return answer;
  };
  const all = await measured(world, () => blast(waiting, /^2/));
  const answered = performance.now();
  await until(async () => (await world.client.ask('openCount')) === 0);
  const drain = (performance.now() - answered) / 1_000;
  const again = await measured(world, () => blast(waiting, /^2/));
  const result = {
    ...waited,
    callbacks: { ...all.answer, cpu: each(all.cpu, orders), others: all.others },
    closing: orders / all.answer.perSecond + drain,
    duplicates: again.answer,
  };
  if (isOurs(world.name)) {
    const asked = (await countsSettled(world)).requests;
    const bad = waiting.map(({ url, body }, index) => ({
      url: `${url.slice(0, -6)}${String(index).padStart(6, '0')}`,
      body,
    }));
    result.refused = await blast(bad, /^4/);
    result.refused.requests = (await countsSettled(world)).requests - asked;
  }
  await generator.end('SIGKILL');
  return result;
}

/** Status checks that have fallen due while the worker was away: how fast they are made when it is back. */
export async function due(world, { orders, waitSeconds }) {
  await world.printess.ask('set', { callbacks: false });
  const started = performance.now();
  await world.client.ask('start', { name: 'due', orders });
  await until(async () => (await world.printess.ask('parkedCount')) >= orders);
  const allStarted = performance.now();
  // A call whose answer is on its way to the engine is another test's.
  await sleep(2_000);
  await world.kill();
  const took = (performance.now() - started) / 1_000;
  // The waits have up to a tenth of jitter.
  await sleep(Math.max(0, allStarted + waitSeconds * 1_100 + 1_000 - performance.now()));
  const already = (await world.printess.ask('statuses')).length;
  if (took > waitSeconds || already > 0)
    throw new Error(
      `Starting ${orders} orders took ${took.toFixed(0)} s, and the first were due after ${waitSeconds} s (${already} checks)`,
    );
  const back = Date.now();
  await world.restart();
  await until(async () => (await world.printess.ask('statuses')).length >= orders);
  const times = (await world.printess.ask('statuses')).sort((a, b) => a - b);
  await sleep(500);
  const [first, last] = [times[0], times.at(-1)];
  return {
    orders,
    perSecond: times.length / ((last - first) / 1_000),
    firstAfter: (first - back) / 1_000,
    calls: (await world.printess.ask('statuses')).length,
  };
}

/** Orders of many items, each job takes 20 ms; and what an order of one costs, in the loop at 50 in flight. */
export async function big(world, { one, sizes }) {
  await world.client.ask('loop', { name: 'warm-big', orders: one, inFlight: 50 });
  const small = await measured(world, () => world.client.ask('loop', { name: 'one', orders: one, inFlight: 50 }));
  const results = { oneItem: each(small.cpu, one) };
  for (const [items, orders] of Object.entries(sizes)) {
    const before = await world.printess.ask('counts');
    const { answer, cpu } = await measured(world, () =>
      world.client.ask('loop', { name: `big${items}`, orders, inFlight: 1, items: Number(items) }),
    );
    const after = await world.printess.ask('counts');
    const count = (path) => ((after[path] ?? 0) - (before[path] ?? 0)) / orders;
    results[items] = {
      seconds: answer.p50 / 1_000,
      cpu: each(cpu, orders * Number(items)),
      lists: count('/orders/list'),
      statusCalls: count('/production/status/get'),
      produceCalls: count('/production/produce'),
    };
  }
  return results;
}

/** How long processes take until they are ready, and their memory then. */
export async function starting(world, { times }) {
  const runs = { worker: [], endpoint: [] };
  const one = async (what, startIt) => {
    const at = performance.now();
    const process = await startIt();
    const ms = performance.now() - at;
    await sleep(500);
    runs[what].push({ ms, memory: memoryOf(process.pid) });
    await process.end('SIGKILL');
  };
  // The port of the endpoint is taken by the one that runs.
  await world.endpoint.end('SIGKILL');
  for (let n = 0; n < times; n++) {
    await one('worker', world.startWorker);
    await one('endpoint', world.startEndpoint);
  }
  world.endpoint = await world.startEndpoint();
  return runs;
}

/** Commands as a person runs them: milliseconds from their start to their end, each a new process. */
export async function commands(world, { times, folder, round }) {
  const order = join(folder, 'order.json');
  const env = { PATH: process.env.PATH, HOME: process.env.HOME, TEMPORAL_ADDRESS: world.env.TEMPORAL_ADDRESS };
  const run = async (args, script = [BIN]) => {
    const at = performance.now();
    await promisify(execFile)(process.execPath, [...script, ...args], { env, timeout: 60_000, killSignal: 'SIGKILL' });
    return performance.now() - at;
  };
  const list = {
    node: () => run(['0'], ['--eval']),
    '--help': () => run(['--help']),
    submit: async (n) => {
      await writeFile(
        order,
        JSON.stringify({ orderId: `cli-${round}-${n}`, items: [{ itemId: 'i1', templateName: 'poster' }] }),
      );
      return run(['submit', order]);
    },
    show: () => run(['show', `cli-${round}-0`]),
    list: () => run(['list']),
    wait: () => run(['wait', `cli-${round}-0`]),
  };
  const result = Object.fromEntries(Object.keys(list).map((name) => [name, []]));
  for (let n = 0; n < times; n++)
    for (const [name, command] of Object.entries(list)) result[name].push(await command(n));
  // Not a command, but the same question: how soon does a person see that an order has ended?
  const waits = { name: 'waits', orders: times * 5, inFlight: 1, by: 'wait' };
  return { ...result, waits: await world.client.ask('loop', waits) };
}

/** For as long as the part may take: who gives it up ends the processes that it asks. */
async function until(fact) {
  for (;;) {
    const value = await fact();
    if (value) return value;
    await sleep(100);
  }
}

export { isTemporal, isOurs };
