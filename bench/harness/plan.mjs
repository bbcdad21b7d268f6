import * as part from './parts.mjs';
import { VARIANTS } from './variants.mjs';

/** What can be chosen by `--only`. `others`: the arms that are not Temporal. */
export const PARTS = ['loop', 'big', 'starting', 'commands', 'parked', 'due', 'others', 'many', 'tune'];

/** Ours, with all orders in memory that are parked. */
export const CACHED = 'ours, all cached';

/** Counts of orders, and how many rounds each part has. */
export const FULL = {
  rounds: { loop: 5, big: 3, starting: 3, commands: 3, parked: 3, due: 3, others: 3, many: 3, tune: 3 },
  loop: { warmUp: 150, loops: { 1: 30, 5: 100, 50: 400 } },
  big: { one: 150, sizes: { 20: 10, 500: 2 } },
  starting: { times: 3 },
  parked: { orders: 2_000, beside: 300 },
  due: { orders: 1_000 },
  dueOthers: { orders: 500 },
  many: { orders: 10_000, beside: 400, without: 400, leaveOpen: true },
  tune: { warmUp: 100, loops: { 50: 200 } },
  tuneParked: { orders: 500, beside: 50 },
};
export const QUICK = {
  rounds: { loop: 2, big: 1, starting: 1, commands: 1, parked: 1, due: 1, others: 1, many: 0, tune: 0 },
  loop: { warmUp: 100, loops: { 1: 10, 5: 20, 50: 120 } },
  big: { one: 60, sizes: { 20: 1, 500: 1 } },
  starting: { times: 1 },
  parked: { orders: 200, beside: 60 },
  due: { orders: 100 },
  dueOthers: { orders: 100 },
  many: { orders: 1_000, beside: 100, without: 100, leaveOpen: true },
  tune: { warmUp: 30, loops: { 50: 60 } },
  tuneParked: { orders: 100, beside: 20 },
};

/** Orders a second on two quiet cores, to say beforehand how long a step takes and when it hangs. */
const RATES = { dbos: 180, graphile: 250, polling: 45 };
const rateOf = (arm) => RATES[arm] ?? 55;
const isTemporal = (arm) => RATES[arm] === undefined;
/** Starting an arm's processes, and ending them. */
const OPEN_SECONDS = 6;

/**
 * Every step of a run, in turn: an arm's new processes and what is measured of them, part by part. Round by round, so
 * that a run that is stopped has something of everything; arms in an order that turns with the rounds.
 */
export function planOf({ sizes, rounds, parts }) {
  const steps = [];
  const add = (arm, round, works, given = {}) => {
    const chosen = works.filter(Boolean);
    if (chosen.length === 0) return;
    const seconds = chosen.reduce((sum, work) => sum + work.seconds, OPEN_SECONDS);
    steps.push({ round, arm, works: chosen, seconds, ...given });
  };
  const own = ['ours', 'look', 'floor'];
  for (let round = 1; round <= Math.max(...Object.values(rounds)); round++) {
    const has = (name) => parts.has(name) && round <= rounds[name];
    const turned = own.map((_, index) => own[(index + round) % own.length]);
    for (const arm of turned)
      add(arm, round, [
        has('loop') && loop(arm, sizes.loop, { shape: round === 1 }),
        has('commands') && arm === 'ours' && commands({ ...sizes.starting, round }),
        // Before what an arm that it is compared with does not do: large orders, a new endpoint.
        has('parked') && arm !== 'floor' && parked(arm, sizes.parked),
        has('big') && arm === 'ours' && big(sizes.big),
        has('starting') && arm !== 'look' && starting(sizes.starting),
      ]);
    // The floor keeps all orders in memory, as the SDK does by itself; ours keeps as many as its default says.
    if (has('parked')) add(CACHED, round, [parked(CACHED, sizes.parked)], { env: { WORKER_CACHED_ORDERS: '2500' } });
    if (has('due')) for (const arm of turned.filter((one) => one !== 'look')) add(arm, round, ...due(arm, sizes.due));
    if (has('others')) {
      // Alone, they are measured in all that they can be.
      const all = !['loop', 'parked', 'due'].some((name) => parts.has(name));
      for (const arm of ['dbos', 'graphile']) {
        add(arm, round, [
          (all || has('loop')) && loop(arm, sizes.loop),
          (all || has('parked')) && parked(arm, sizes.parked),
        ]);
        if (all || has('due')) add(arm, round, ...due(arm, sizes.dueOthers));
      }
      if (all || has('loop'))
        add('polling', round, [loop('polling', { warmUp: 50, loops: { 50: sizes.loop.loops[50] } })]);
    }
  }
  // What takes longest comes last: a run may be stopped there.
  for (let round = 1; round <= rounds.many && parts.has('many'); round++)
    // None of the waits ends while orders are still being started.
    add('ours', round, [parked('ours', sizes.many, 'many')], { waitSeconds: 7_200 });
  for (let round = 1; round <= rounds.tune && parts.has('tune'); round++)
    for (const { name, env, flags, parked: withParked } of VARIANTS)
      add(
        name,
        round,
        [
          { ...loop(name, sizes.tune), part: 'tune' },
          withParked && round === 1 && parked(name, sizes.tuneParked, 'tune parked'),
        ],
        { env, flags },
      );
  return steps;
}

function loop(arm, { warmUp, loops }, { shape = false } = {}) {
  const all = Object.entries(loops);
  const perSecond = (inFlight) =>
    isTemporal(arm) ? ({ 1: 9, 5: 30 }[inFlight] ?? rateOf(arm)) : Math.min(rateOf(arm), Number(inFlight) * 25);
  const seconds = all.reduce((sum, [inFlight, count]) => sum + count / perSecond(inFlight), warmUp / rateOf(arm));
  return {
    part: 'loop',
    seconds,
    run: (world) => part.loop(world, { warmUp, loops, shape: shape && isTemporal(arm) }),
  };
}

function big(given) {
  const items = Object.entries(given.sizes).reduce((sum, [size, orders]) => sum + size * orders, 0);
  return { part: 'big', seconds: (given.one * 2) / 55 + items / 150, run: (world) => part.big(world, given) };
}

const starting = (given) => ({
  part: 'starting',
  seconds: given.times * 4,
  run: (world) => part.starting(world, given),
});

const commands = (given) => ({
  part: 'commands',
  seconds: given.times * 3,
  run: (world, { folder }) => part.commands(world, { ...given, folder }),
});

function parked(arm, given, name = 'parked') {
  const { orders, beside, without = 0, leaveOpen } = given;
  const closing = leaveOpen ? 0 : orders / (isTemporal(arm) ? 45 : 400);
  const seconds = 8 + (orders + beside + without) / rateOf(arm) + closing;
  return { part: name, seconds, run: (world) => part.parked(world, given) };
}

/** The wait has to be longer than it takes to start them all: on a slow machine, longer than planned. */
function due(arm, { orders }) {
  const starts = orders / rateOf(arm);
  const waitSeconds = Math.ceil(5 + starts * 2.5);
  const seconds = starts + waitSeconds * 1.1 + 6 + starts;
  const run = (world) => part.due(world, { orders, waitSeconds: Number(world.env.WAIT_SECONDS) });
  return [[{ part: 'due', seconds, run }], { waitSeconds }];
}
