import { measured } from './world.mjs';

/**
 * Does a piece of work in each world by turns, slice by slice, the order of the worlds another one each time: a machine's
 * speed moves within seconds, and moves for all of them then. `work(world, slice)` returns times in milliseconds and the
 * seconds that they took; returned is, for each world, what all its slices took together.
 */
export async function inTurns(worlds, slices, work) {
  const sums = new Map(worlds.map((world) => [world, { times: [], seconds: 0, cpu: {}, others: 0, rest: [] }]));
  for (let slice = 0; slice < slices; slice++) {
    const turned = worlds.map((_, index) => worlds[(index + (slice >> 1)) % worlds.length]);
    for (const world of slice % 2 === 0 ? turned : turned.reverse()) {
      const { answer, cpu, others } = await measured(world, () => work(world, slice));
      const { times, seconds, ...rest } = answer;
      const sum = sums.get(world);
      sum.times.push(...times);
      sum.seconds += seconds;
      sum.others += others / slices;
      sum.rest.push(rest);
      for (const [part, ms] of Object.entries(cpu)) sum.cpu[part] = (sum.cpu[part] ?? 0) + ms;
    }
  }
  return worlds.map((world) => figureOf(sums.get(world)));
}

/** Of all together: how many a second, how long each took, what each cost. */
function figureOf({ times, seconds, cpu, others, rest }) {
  times.sort((a, b) => a - b);
  const at = (part) => times[Math.min(times.length - 1, Math.floor(part * times.length))];
  const each = Object.fromEntries(Object.entries(cpu).map(([part, ms]) => [part, ms / times.length]));
  return { perSecond: times.length / seconds, seconds, p50: at(0.5), p99: at(0.99), cpu: each, others, rest };
}

/** `count` in so many parts, as even as can be: where a part begins, and how many are in it. */
export const beginOf = (count, parts, part) => Math.floor((count * part) / parts);
export const partOf = (count, parts, part) => beginOf(count, parts, part + 1) - beginOf(count, parts, part);
