import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beginOf, inTurns, partOf } from './slices.mjs';
import { memoryOf } from './usage.mjs';
import { ARMS, measured } from './world.mjs';

const file = (path) => fileURLToPath(new URL(path, import.meta.url));
const BIN = file('../../bin/printess-production.js');
const isOurs = (arm) => (ARMS[arm] ?? ARMS.ours).client === 'ours-client';

/**
 * The closed loop at 1, 5 and 50 in flight, of several worlds in turns; for a Temporal also what an order leaves and asks
 * there.
 */
export async function loop(worlds, { warmUp, loops, slices, shape }) {
  for (const world of worlds) await world.client.ask('loop', { name: 'warm', orders: warmUp, inFlight: 20 });
  const before = shape && (await Promise.all(worlds.map(countsSettled)));
  const at = worlds.map(() => ({}));
  for (const [inFlight, count] of Object.entries(loops)) {
    const figures = await inTurns(worlds, slices, (world, slice) =>
      world.client.ask('loop', {
        name: `loop${inFlight}-${slice}`,
        orders: partOf(count, slices, slice),
        inFlight: Number(inFlight),
      }),
    );
    for (const [index, figure] of figures.entries()) at[index][inFlight] = figure;
  }
  if (!shape) return at.map((one) => ({ at: one }));
  const orders = Object.values(loops).reduce((sum, count) => sum + count, 0);
  return Promise.all(
    worlds.map(async (world, index) => {
      const after = await countsSettled(world);
      const calls = Object.values(await world.printess.ask('counts')).reduce((sum, one) => sum + one, 0);
      return {
        at: at[index],
        shape: {
          ...(await usualHistory(world, partOf(loops[1], slices, 0))),
          requests: (after.requests - before[index].requests) / orders,
          polls: (after.polls - before[index].polls) / orders,
          printessCalls: calls / (orders + warmUp),
        },
      };
    }),
  );
}

/** Of the first orders the history that most have: a callback that overtakes its answer makes a shorter one. */
async function usualHistory(world, orders) {
  const all = [];
  for (let n = 0; n < orders; n++) all.push(await world.client.ask('history', `loop1-0-${n}`));
  const alike = ({ events }) => all.filter((one) => one.events === events).length;
  return all.reduce((best, one) => (alike(one) > alike(best) ? one : best));
}

/** The server counts with a delay. */
async function countsSettled(world) {
  await sleep(1_500);
  return world.served();
}

/**
 * Orders that wait for their callbacks, in several worlds in turns: memory, idle CPU, a loop beside them; then, unless they
 * are left open, all callbacks, a slice at a time and until those orders are closed, again, and bad ones. `without`: as many
 * orders in a loop before them, to compare.
 */
export async function parked(worlds, { orders, beside, without, slices, leaveOpen }) {
  const inLoop = (name, count) =>
    inTurns(worlds, slices, (world, slice) =>
      world.client.ask('loop', { name: `${name}-${slice}`, orders: partOf(count, slices, slice), inFlight: 50 }),
    );
  if (without) await inLoop('warm', 200);
  const alone = without && (await inLoop('alone', without));
  const waited = [];
  for (const world of worlds) {
    const before = world.memory();
    await world.printess.ask('set', { callbacks: false });
    const starting = await measured(world, () => world.client.ask('start', { name: 'parked', orders }));
    await until(async () => (await world.printess.ask('parkedCount')) >= orders);
    await sleep(1_000);
    const memory = world.memory();
    const idle = await measured(world, () => sleep(3_000));
    waited.push({
      orders,
      startedPerSecond: orders / starting.seconds,
      memory,
      memoryAnOrder: ((memory - before) / orders) * 1_000,
      idle: idle.cpu.worker / 1_000 / idle.seconds || idle.cpu.client / 1_000 / idle.seconds,
    });
  }
  const waiting = new Map();
  for (const world of worlds) {
    waiting.set(world, await world.printess.ask('parked'));
    await world.printess.ask('set', { callbacks: true });
  }
  for (const [index, { perSecond, cpu }] of (await inLoop('beside', beside)).entries())
    Object.assign(waited[index], {
      beside: perSecond,
      besideCpu: cpu,
      ...(alone && { alone: alone[index].perSecond, aloneCpu: alone[index].cpu }),
    });
  if (leaveOpen) return waited;

  const generators = new Map();
  for (const world of worlds) generators.set(world, await world.startGenerator());
  /** Fails where an answer is of another kind than it has to be: such a figure says nothing. */
  const blast = async (world, callbacks, kind) => {
    const answer = await generators.get(world).ask('blast', { callbacks, connections: 50 });
    const odd = Object.keys(answer.statuses).filter((status) => !kind.test(status));
    if (odd.length > 0) throw new Error(`Callbacks were answered with ${JSON.stringify(answer.statuses)}`);
    return answer;
  };
  const slice = (world, index, kind, change = (callbacks) => callbacks) => {
    const callbacks = waiting.get(world).slice(beginOf(orders, slices, index), beginOf(orders, slices, index + 1));
    return blast(world, change(callbacks), kind);
  };
  const all = await inTurns(worlds, slices, async (world, index) => {
    const answer = await slice(world, index, /^2/);
    const left = orders - beginOf(orders, slices, index + 1);
    const answered = performance.now();
    await until(async () => (await world.client.ask('openCount')) <= left);
    return { ...answer, drain: (performance.now() - answered) / 1_000 };
  });
  const again = await inTurns(worlds, slices, (world, index) => slice(world, index, /^2/));
  const results = waited.map((one, index) => {
    const { rest, ...callbacks } = all[index];
    const closing = callbacks.seconds + rest.reduce((sum, { drain }) => sum + drain, 0);
    return { ...one, callbacks, closing, duplicates: { perSecond: again[index].perSecond } };
  });
  for (const [index, world] of worlds.entries()) {
    if (!isOurs(world.name)) continue;
    const asked = (await countsSettled(world)).requests;
    const [refused] = await inTurns([world], slices, (one, part) => slice(one, part, /^4/, withBadTokens));
    const requests = (await countsSettled(world)).requests - asked;
    results[index].refused = { perSecond: refused.perSecond, requests };
  }
  for (const generator of generators.values()) await generator.end('SIGKILL');
  return results;
}

const withBadTokens = (callbacks) =>
  callbacks.map(({ url, body }, index) => ({ url: `${url.slice(0, -6)}${String(index).padStart(6, '0')}`, body }));

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

/**
 * Orders of many items, each job takes 20 ms; and what an order of one costs, in the loop at 50 in flight, before and after
 * each of them.
 */
export async function big(world, { one, sizes }) {
  const loopOfOne = (name) =>
    inTurns([world], 1, () => world.client.ask('loop', { name, orders: one, inFlight: 50 })).then(([{ cpu }]) => cpu);
  await loopOfOne('warm-big');
  let before = await loopOfOne('one');
  const results = {};
  for (const [items, orders] of Object.entries(sizes)) {
    const counted = await world.printess.ask('counts');
    const [{ p50, cpu }] = await inTurns([world], 1, () =>
      world.client.ask('loop', { name: `big${items}`, orders, inFlight: 1, items: Number(items) }),
    );
    const after = await world.printess.ask('counts');
    const count = (path) => ((after[path] ?? 0) - (counted[path] ?? 0)) / orders;
    const next = await loopOfOne(`after${items}`);
    results[items] = {
      seconds: p50 / 1_000,
      cpu: Object.fromEntries(Object.entries(cpu).map(([part, ms]) => [part, ms / Number(items)])),
      toOne: cpu.sum / Number(items) / ((before.sum + next.sum) / 2),
      lists: count('/orders/list'),
      statusCalls: count('/production/status/get'),
      produceCalls: count('/production/produce'),
    };
    before = next;
  }
  return results;
}

/** How long processes take until they are ready, and their memory then; of several worlds in turns. */
export async function starting(worlds, { times }) {
  const runs = new Map(worlds.map((world) => [world, { worker: [], endpoint: [] }]));
  const one = async (world, what, startIt) => {
    const at = performance.now();
    const process = await startIt();
    const ms = performance.now() - at;
    await sleep(500);
    runs.get(world)[what].push({ ms, memory: memoryOf(process.pid) });
    await process.end('SIGKILL');
  };
  // The port of the endpoint is taken by the one that runs.
  for (const world of worlds) await world.endpoint.end('SIGKILL');
  for (let n = 0; n < times; n++)
    for (const world of n % 2 === 0 ? worlds : [...worlds].reverse()) {
      await one(world, 'worker', world.startWorker);
      await one(world, 'endpoint', world.startEndpoint);
    }
  for (const world of worlds) world.endpoint = await world.startEndpoint();
  return worlds.map((world) => runs.get(world));
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
  const [{ p50 }] = await inTurns([world], 1, () => world.client.ask('loop', waits));
  return { ...result, waits: { p50 } };
}

/** For as long as the part may take: who gives it up ends the processes that it asks. */
async function until(fact) {
  for (;;) {
    const value = await fact();
    if (value) return value;
    await sleep(100);
  }
}
