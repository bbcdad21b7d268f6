import * as part from './parts.mjs';
import { VARIANTS } from './variants.mjs';

/** What can be chosen by `--only`. `others`: the arms that are not Temporal. */
export const PARTS = ['loop', 'big', 'starting', 'commands', 'parked', 'due', 'others', 'many', 'tune'];

/** Ours, with all orders in memory that are parked. */
export const CACHED = 'ours, all cached';

/** Counts of orders, in how many slices the arms take turns, and how many rounds each part has. */
export const FULL = {
  rounds: { loop: 5, big: 3, starting: 3, commands: 3, parked: 3, due: 3, others: 3, many: 3, tune: 3 },
  loop: { warmUp: 150, loops: { 1: 40, 5: 120, 50: 480 }, slices: 4 },
  big: { one: 150, sizes: { 20: 10, 500: 2 } },
  starting: { times: 3 },
  parked: { orders: 2_000, beside: 320, slices: 4 },
  due: { orders: 1_000 },
  dueOthers: { orders: 500 },
  many: { orders: 10_000, beside: 400, without: 400, slices: 1, leaveOpen: true },
  tune: { warmUp: 100, loops: { 50: 480 }, slices: 4 },
  tuneParked: { orders: 500, beside: 60, slices: 1 },
};
export const QUICK = {
  rounds: { loop: 1, big: 1, starting: 1, commands: 1, parked: 1, due: 1, others: 1, many: 0, tune: 0 },
  loop: { warmUp: 50, loops: { 1: 8, 5: 16, 50: 120 }, slices: 2 },
  big: { one: 50, sizes: { 20: 1, 500: 1 } },
  starting: { times: 1 },
  parked: { orders: 100, beside: 50, slices: 2 },
  due: { orders: 50 },
  dueOthers: { orders: 50 },
  many: { orders: 1_000, beside: 100, without: 100, slices: 1, leaveOpen: true },
  tune: { warmUp: 30, loops: { 50: 60 }, slices: 2 },
  tuneParked: { orders: 100, beside: 20, slices: 1 },
};

/** Orders a second on two quiet cores, to say beforehand how long a step takes and when it hangs. */
const RATES = { dbos: 180, graphile: 250, polling: 45 };
const rateOf = (arm) => RATES[arm] ?? 55;
const isTemporal = (arm) => RATES[arm] === undefined;
/** Starting an arm's processes, and ending them. */
const OPEN_SECONDS = 6;

/**
 * Every step of a run, in turn: arms with new processes each, and what is measured of them, part by part. Arms that are
 * compared run side by side and are measured by turns, slice by slice. Round by round, so that a run that is stopped has
 * something of everything.
 */
export function planOf({ sizes, rounds, parts }) {
  const steps = [];
  /** `arms`: their names, or names with what their worlds are opened with. */
  const add = (arms, round, works, { waitSeconds } = {}) => {
    const chosen = works.filter(Boolean);
    if (chosen.length === 0) return;
    const seconds = chosen.reduce((sum, work) => sum + work.seconds, OPEN_SECONDS * arms.length);
    steps.push({
      round,
      arms: arms.map((arm) => (arm.name ? arm : { name: arm })),
      works: chosen,
      seconds,
      waitSeconds,
    });
  };
  const own = ['ours', 'look', 'floor'];
  // The floor keeps all orders in memory, as the SDK does by itself; ours keeps as many as its default says.
  const cached = { name: CACHED, env: { WORKER_CACHED_ORDERS: '2500' } };
  for (let round = 1; round <= Math.max(...Object.values(rounds)); round++) {
    const has = (name) => parts.has(name) && round <= rounds[name];
    const turned = own.map((_, index) => own[(index + round) % own.length]);
    const turnedWithout = (arm) => turned.filter((one) => one !== arm);
    if (has('loop')) add(turned, round, [loop(turned, sizes.loop, { shape: round === 1 })]);
    if (has('parked')) {
      const arms = [...turnedWithout('floor'), cached];
      add(arms, round, [parked(arms, sizes.parked)]);
    }
    if (has('big') || has('commands'))
      add(['ours'], round, [has('commands') && commands({ ...sizes.starting, round }), has('big') && big(sizes.big)]);
    if (has('starting')) add(turnedWithout('look'), round, [starting(2, sizes.starting)]);
    if (has('due')) for (const arm of turnedWithout('look')) add([arm], round, ...due(arm, sizes.due));
    if (has('others')) {
      // Alone, they are measured in all that they can be.
      const all = !['loop', 'parked', 'due'].some((name) => parts.has(name));
      for (const arm of ['dbos', 'graphile']) {
        add([arm], round, [
          (all || has('loop')) && loop([arm], sizes.loop),
          (all || has('parked')) && parked([arm], sizes.parked),
        ]);
        if (all || has('due')) add([arm], round, ...due(arm, sizes.dueOthers));
      }
      if (all || has('loop'))
        add(['polling'], round, [
          loop(['polling'], { ...sizes.loop, warmUp: 50, loops: { 50: sizes.loop.loops[50] } }),
        ]);
    }
  }
  // What takes longest comes last: a run may be stopped there.
  for (let round = 1; round <= rounds.many && parts.has('many'); round++)
    // None of the waits ends while orders are still being started.
    add(['ours'], round, [parked(['ours'], sizes.many, 'many')], { waitSeconds: 7_200 });
  for (let round = 1; round <= rounds.tune && parts.has('tune'); round++) {
    // Three at a time beside the first: more engines at once would leave little memory.
    const [base, ...others] = VARIANTS;
    for (let first = 0; first < others.length; first += TUNED_AT_ONCE) {
      const arms = [base, ...others.slice(first, first + TUNED_AT_ONCE)];
      add(arms, round, [{ ...loop(arms, sizes.tune), part: 'tune' }]);
    }
    if (round === 1) {
      const arms = VARIANTS.filter((variant) => variant.parked);
      add(arms, round, [parked(arms, sizes.tuneParked, 'tune parked')]);
    }
  }
  return steps;
}

const TUNED_AT_ONCE = 3;

const nameOf = (arm) => arm.name ?? arm;

function loop(arms, { warmUp, loops, slices }, { shape = false } = {}) {
  const secondsOf = (arm) => {
    const perSecond = (inFlight) =>
      isTemporal(arm) ? ({ 1: 9, 5: 30 }[inFlight] ?? rateOf(arm)) : Math.min(rateOf(arm), Number(inFlight) * 25);
    const all = Object.entries(loops);
    return all.reduce((sum, [inFlight, count]) => sum + count / perSecond(inFlight), warmUp / rateOf(arm));
  };
  return {
    part: 'loop',
    seconds: arms.reduce((sum, arm) => sum + secondsOf(nameOf(arm)), 0),
    run: (worlds) => part.loop(worlds, { warmUp, loops, slices, shape }),
  };
}

/** What is measured of one arm alone. */
const alone = (measure) => async (worlds, given) => Promise.all(worlds.map((world) => measure(world, given)));

function big(given) {
  const sizes = Object.entries(given.sizes);
  const items = sizes.reduce((sum, [size, orders]) => sum + size * orders, 0);
  const seconds = (given.one * (2 + sizes.length)) / 55 + items / 150;
  return { part: 'big', seconds, run: alone((world) => part.big(world, given)) };
}

const starting = (arms, given) => ({
  part: 'starting',
  seconds: arms * given.times * 4,
  run: (worlds) => part.starting(worlds, given),
});

const commands = (given) => ({
  part: 'commands',
  seconds: given.times * 3,
  run: alone((world, { folder }) => part.commands(world, { ...given, folder })),
});

function parked(arms, given, name = 'parked') {
  const { orders, beside, without = 0, leaveOpen } = given;
  const secondsOf = (arm) => {
    const closing = leaveOpen ? 0 : orders / (isTemporal(arm) ? 45 : 400);
    return 8 + (orders + beside + without) / rateOf(arm) + closing;
  };
  const seconds = arms.reduce((sum, arm) => sum + secondsOf(nameOf(arm)), 0);
  return { part: name, seconds, run: (worlds) => part.parked(worlds, given) };
}

/** The wait has to be longer than it takes to start them all: on a slow machine, longer than planned. */
function due(arm, { orders }) {
  const starts = orders / rateOf(arm);
  const waitSeconds = Math.ceil(5 + starts * 2.5);
  const seconds = starts + waitSeconds * 1.1 + 6 + starts;
  const run = alone((world) => part.due(world, { orders, waitSeconds: Number(world.env.WAIT_SECONDS) }));
  return [[{ part: 'due', seconds, run }], { waitSeconds }];
}
