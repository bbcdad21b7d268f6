import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as prettier from 'prettier';
import { CACHED } from './plan.mjs';
import { bars } from './plot.mjs';

const NAMES = {
  floor: 'floor',
  look: 'floor with look',
  ours: 'ours',
  dbos: 'DBOS + PostgreSQL',
  graphile: 'graphile-worker + PostgreSQL',
  polling: 'polling (vendor’s sample)',
};

const ALT = {
  'bench-cpu.svg': 'CPU an order by arm',
  'bench-orders.svg': 'Orders a second by arm',
  'bench-latency.svg': 'Milliseconds from start to result by arm',
  'bench-parked.svg': 'Callbacks accepted a second by arm',
};

/**
 * Makes tables and plots of a run's figures; writes them between the marks of performance.md, where a folder of docs is
 * given. Returns the ratios as text.
 */
export async function report(results, docs) {
  const of = reader(results.figures);
  const images = plots(of);
  /** A block, its plots, and of which rounds it is. */
  const shown = (block, parts, ...names) =>
    block &&
    [
      block,
      ...names.filter((name) => images[name]).map((name) => `![${ALT[name]}](images/${name})`),
      ...missingOf(results, parts),
      roundsOf(results, parts),
    ].join('\n\n');
  const blocks = {
    machine: machineBlock(results),
    goals: goalsBlock(of),
    loop: shown(loopBlock(of), ['loop'], 'bench-cpu.svg', 'bench-orders.svg', 'bench-latency.svg'),
    callbacks: shown(callbacksBlock(of), ['parked'], 'bench-parked.svg'),
    parked: shown(parkedBlock(of), ['parked', 'many']),
    due: shown(dueBlock(of), ['due']),
    big: shown(bigBlock(of), ['big']),
    starting: shown(startingBlock(of), ['starting', 'commands']),
    shape: shapeBlock(of),
    tune: shown(tuneBlock(of), ['tune', 'tune parked']),
    capacity: capacityBlock(of),
  };
  if (docs !== undefined) await write(blocks, images, docs);
  return `${blocks.machine}\n\n${blocks.goals}\n`;
}

async function write(blocks, images, docs) {
  const path = join(docs, 'performance.md');
  let text = await readFile(path, 'utf8');
  for (const [name, block] of Object.entries(blocks)) {
    if (block === undefined) continue;
    const marks = new RegExp(`(<!-- bench:${name} -->)[^]*?(<!-- /bench -->)`);
    text = text.replace(marks, (_, start, end) => `${start}\n\n${block}\n\n${end}`);
  }
  const options = await prettier.resolveConfig(path);
  await writeFile(path, await prettier.format(text, { ...options, filepath: path }));
  await mkdir(join(docs, 'images'), { recursive: true });
  for (const [name, svg] of Object.entries(images)) if (svg) await writeFile(join(docs, 'images', name), svg);
}

/** The arms as they stand in tables; what else there is (settings of ours) stands behind them, as it came. */
const ORDER = Object.keys(NAMES);
const nameOf = (arm) => NAMES[arm] ?? arm;
const place = (arm) => (ORDER.includes(arm) ? ORDER.indexOf(arm) : ORDER.length);

/** The figures of a part: by arm, by round. */
function reader(all) {
  const figures = all.filter(({ missing }) => missing === undefined);
  const get = (part, arm) => figures.filter((one) => one.part === part && one.arm === arm);
  return {
    get,
    has: (part) => figures.some((one) => one.part === part),
    arms: (part) =>
      [...new Set(figures.filter((one) => one.part === part).map(({ arm }) => arm))].sort(
        (a, b) => place(a) - place(b),
      ),
    /** A figure's values over the rounds. */
    values: (part, arm, pick) => get(part, arm).map(pick).filter(Number.isFinite),
    /** Per-round ratios of a figure of one arm to that of another. */
    ratios: (part, arm, to, pick) =>
      get(part, arm).flatMap((one) => {
        const ofRound = get(part, to).filter(({ round, run }) => round === one.round && run === one.run);
        const other = ofRound.find(({ step }) => step === one.step) ?? ofRound[0];
        const ratio = other && pick(one) / pick(other);
        return Number.isFinite(ratio) ? [ratio] : [];
      }),
  };
}

const sorted = (values) => [...values].sort((a, b) => a - b);
export function median(values) {
  const all = sorted(values);
  return all.length === 0 ? NaN : (all[(all.length - 1) >> 1] + all[all.length >> 1]) / 2;
}
const number = (value, digits) =>
  Number.isFinite(value)
    ? value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })
    : '–';
/** The median; with its spread where there is one. */
function show(values, digits = 1) {
  if (values.length === 0) return '–';
  const all = sorted(values);
  const middle = number(median(all), digits);
  const [low, high] = [number(all[0], digits), number(all.at(-1), digits)];
  return low === high ? middle : `${middle} (${low}–${high})`;
}
const table = (head, rows) =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const at50 = ({ at }) => at[50];

const isTemporal = (arm) => ['floor', 'look', 'ours'].includes(arm);

const unique = (values) => [...new Set(values)];

function machineBlock({ runs, figures }) {
  const all = Object.values(runs);
  const { cpu, cores, memoryGb } = all.at(-1);
  // A run that left an arm out has nothing to say of its version.
  const known = all.flatMap((run) => Object.entries(run.versions).filter(([, version]) => version));
  const list = Object.entries(Object.fromEntries(known)).map(([name, version]) => `${name} ${version}`);
  const noise = figures.flatMap(({ at }) => (at?.[50] ? [at[50].others] : []));
  const minutes = all.reduce((sum, run) => sum + run.seconds, 0) / 60;
  return (
    `Measured on ${unique(all.map(({ date }) => date)).join(', ')}: ${cores} cores (${cpu}), ${memoryGb} GB; ` +
    `${list.join(', ')}. ${all.some(({ quick }) => quick) ? 'With `--quick`, ' : ''}` +
    `${all.length > 1 ? `${all.length} runs, together ` : ''}${Math.round(minutes)} minutes. ` +
    `Other programs on the machine took ${show(noise, 2)} cores meanwhile, in the closed loop at 50 in flight.`
  );
}

/** How many rounds a table is of, and when they were. */
function roundsOf({ runs, figures }, parts) {
  const used = figures.filter(({ part, missing }) => parts.includes(part) && missing === undefined);
  const counts = unique(used.map(({ part, arm }) => `${part} of ${arm}`)).map(
    (name) => used.filter(({ part, arm }) => `${part} of ${arm}` === name).length,
  );
  const [few, many] = [Math.min(...counts), Math.max(...counts)];
  const dates = unique(used.map(({ run }) => runs[run].date)).sort();
  const rounds = many === 1 ? 'One round' : `${few === many ? many : `${few} to ${many}`} rounds`;
  return `_${rounds}, ${dates.join(' and ')}._`;
}

function missingOf({ figures }, parts) {
  const missing = figures.filter(({ part, missing }) => parts.includes(part) && missing !== undefined);
  const text = missing.map((one) => `${nameOf(one.arm)}, ${one.part}, round ${one.round}: ${one.missing}`);
  return text.length > 0 ? [`Missing: ${text.join('; ')}.`] : [];
}

function goalsBlock(of) {
  const rows = [];
  const goal = (what, values, bound, isUpper, digits = 2) => {
    const middle = median(values);
    const holds = isUpper ? middle <= bound : middle >= bound;
    // Where it falls short by less than is shown, more is shown.
    const shown = !holds && Number(middle.toFixed(digits)) === bound ? digits + 2 : digits;
    rows.push([
      what,
      `${isUpper ? '≤' : '≥'} ${number(bound, bound < 10 && !Number.isInteger(bound) ? 2 : 0)}`,
      show(values, shown),
      values.length === 0 ? 'not measured' : holds ? 'yes' : '**no**',
    ]);
  };
  const loop = (pick) => of.ratios('loop', 'ours', 'look', (one) => pick(at50(one)));
  const loopCpu = (name) => loop(({ cpu }) => cpu[name]);
  goal('CPU an order, sum, to look', loopCpu('sum'), 1.05, true);
  goal('CPU an order, worker, to look', loopCpu('worker'), 1.0, true);
  goal('CPU an order, endpoint, to look', loopCpu('endpoint'), 1.15, true);
  goal(
    'orders a second, to look',
    loop(({ perSecond }) => perSecond),
    0.97,
    false,
  );
  const callbacks = (pick) => of.ratios('parked', 'ours', 'look', pick);
  goal(
    'callbacks a second, to look',
    callbacks(({ callbacks: { perSecond } }) => perSecond),
    1.0,
    false,
  );
  goal(
    'callbacks, p99, to look',
    callbacks(({ callbacks: { p99 } }) => p99),
    1.1,
    true,
  );
  goal(
    'callbacks a second, to look, with all orders cached as look has them',
    of.ratios('parked', CACHED, 'look', ({ callbacks: { perSecond } }) => perSecond),
    1.0,
    false,
  );
  goal(
    'callbacks, p99, to look, with all orders cached',
    of.ratios('parked', CACHED, 'look', ({ callbacks: { p99 } }) => p99),
    1.1,
    true,
  );
  goal(
    'bad tokens refused, to callbacks accepted',
    of.values('parked', 'ours', ({ refused, callbacks: { perSecond } }) => refused?.perSecond / perSecond),
    7,
    false,
    1,
  );
  goal(
    'requests to Temporal by bad tokens',
    of.values('parked', 'ours', ({ refused }) => refused?.requests),
    0,
    true,
    0,
  );
  goal(
    'due checks drained, to the floor',
    of.ratios('due', 'ours', 'floor', ({ perSecond }) => perSecond),
    1.5,
    false,
  );
  const many = number(of.get('many', 'ours')[0]?.orders ?? 10_000, 0);
  goal(
    `worker with ${many} parked orders, MB`,
    of.values('many', 'ours', ({ memory }) => memory),
    600,
    true,
    0,
  );
  goal(
    `the loop beside ${many} parked orders, to that without`,
    of.values('many', 'ours', ({ beside, alone }) => beside / alone),
    0.95,
    false,
  );
  goal(
    'CPU an item of an order of 500, to an order of one',
    of.values('big', 'ours', (one) => one[500]?.toOne),
    0.3,
    true,
  );
  goal(
    'an order of 500 items, seconds',
    of.values('big', 'ours', (one) => one[500]?.seconds),
    3,
    true,
    1,
  );
  goal(
    'list calls of an order of 500 items',
    of.values('big', 'ours', (one) => one[500]?.lists),
    10,
    true,
    1,
  );
  const command = (name) => of.values('commands', 'ours', (one) => median(one[name] ?? []));
  goal('`--help`, ms', command('--help'), 150, true, 0);
  goal('`show`, ms', command('show'), 400, true, 0);
  goal('`submit`, ms', command('submit'), 400, true, 0);
  goal(
    'bytes of history, to 3 kB and the order and its callback',
    of.values('loop', 'ours', ({ shape }) => shape?.bytes / (3_000 + shape?.payload)),
    1.3,
    true,
  );
  const ready = (what) => of.ratios('starting', 'ours', 'floor', (one) => median(one[what].map(({ ms }) => ms)));
  goal('worker ready, to the floor', ready('worker'), 1.3, true);
  goal('server ready, to the floor', ready('endpoint'), 1.3, true);
  return table(['what', 'goal', 'median (lowest–highest round)', 'holds'], rows);
}

function loopBlock(of) {
  if (!of.has('loop')) return undefined;
  const arms = of.arms('loop');
  const cell = (arm, pick, digits) =>
    show(
      of.values('loop', arm, (one) => pick(at50(one))),
      digits,
    );
  const toLook = (arm, pick) =>
    show(
      of.ratios('loop', arm, 'look', (one) => pick(at50(one))),
      2,
    );
  const latency = (arm, inFlight) =>
    ['p50', 'p99']
      .map((part) => number(median(of.values('loop', arm, ({ at }) => at[inFlight]?.[part])), 0))
      .join(' / ');
  const rates = arms.map((arm) => [
    nameOf(arm),
    cell(arm, ({ perSecond }) => perSecond, 1),
    toLook(arm, ({ perSecond }) => perSecond),
    ...[1, 5, 50].map((inFlight) => latency(arm, inFlight)),
  ]);
  const cpu = arms.map((arm) => [
    nameOf(arm),
    cell(arm, (one) => one.cpu.engine),
    ...['worker', 'workflowThread', 'endpoint'].map((part) =>
      isTemporal(arm) ? cell(arm, (one) => one.cpu[part]) : '',
    ),
    cell(arm, (one) => one.cpu.client),
    cell(arm, (one) => one.cpu.sum),
    toLook(arm, (one) => one.cpu.sum),
  ]);
  return [
    table(['arm', 'orders/s', 'to look', 'p50 / p99 ms, 1 in flight', '5', '50'], rates),
    'CPU an order, milliseconds, 50 in flight:',
    table(
      ['arm', 'engine', 'worker', 'its workflow thread', 'endpoint', 'client, or the one process', 'sum', 'to look'],
      cpu,
    ),
  ].join('\n\n');
}

function callbacksBlock(of) {
  if (!of.has('parked')) return undefined;
  const rows = of.arms('parked').map((arm) => {
    const cell = (pick, digits = 0) => show(of.values('parked', arm, pick), digits);
    return [
      nameOf(arm),
      cell(({ callbacks }) => callbacks.perSecond),
      cell(({ callbacks }) => callbacks.p50),
      cell(({ callbacks }) => callbacks.p99),
      arm === 'ours' || arm === 'look' ? cell(({ callbacks }) => callbacks.cpu.endpoint, 2) : '',
      cell(({ duplicates }) => duplicates.perSecond),
      cell(({ refused }) => refused?.perSecond),
    ];
  });
  return table(
    [
      'arm',
      'accepted/s',
      'p50 ms',
      'p99 ms',
      'endpoint CPU, ms',
      'duplicates of closed orders/s',
      'bad tokens refused/s',
    ],
    rows,
  );
}

function parkedBlock(of) {
  if (!of.has('parked')) return undefined;
  const rows = ['parked', 'many'].flatMap((part) =>
    of.arms(part).map((arm) => {
      const cell = (pick, digits = 0) => show(of.values(part, arm, pick), digits);
      return [
        `${nameOf(arm)}, ${number(of.get(part, arm)[0].orders, 0)} parked`,
        cell(({ startedPerSecond }) => startedPerSecond),
        cell(({ memory }) => memory),
        cell(({ memoryAnOrder }) => memoryAnOrder),
        cell(({ idle }) => idle, 3),
        cell(({ beside }) => beside, 1),
        cell(({ closing }) => closing, 1),
      ];
    }),
  );
  return table(
    [
      'arm',
      'started/s',
      'worker, MB',
      'kB an order',
      'idle, cores',
      'orders/s beside them',
      'closing all by callback, s',
    ],
    rows,
  );
}

function dueBlock(of) {
  if (!of.has('due')) return undefined;
  const rows = of.arms('due').map((arm) => [
    nameOf(arm),
    number(of.get('due', arm)[0].orders, 0),
    show(
      of.values('due', arm, ({ perSecond }) => perSecond),
      0,
    ),
    show(
      of.ratios('due', arm, 'floor', ({ perSecond }) => perSecond),
      2,
    ),
    show(
      of.values('due', arm, ({ firstAfter }) => firstAfter),
      1,
    ),
    show(
      of.values('due', arm, ({ calls, orders }) => calls / orders),
      2,
    ),
  ]);
  return table(['arm', 'due', 'checks/s', 'to the floor', 'the first after, s', 'calls a job'], rows);
}

function bigBlock(of) {
  if (!of.has('big')) return undefined;
  const sizes = Object.keys(of.get('big', 'ours')[0]).filter((name) => /^\d+$/.test(name));
  const rows = sizes.map((size) => {
    const cell = (pick, digits) =>
      show(
        of.values('big', 'ours', (one) => pick(one[size])),
        digits,
      );
    return [
      size,
      cell(({ seconds }) => seconds, 2),
      cell(({ cpu }) => cpu.sum, 1),
      cell(({ cpu }) => cpu.worker, 1),
      cell(({ lists }) => lists, 1),
      cell(({ produceCalls }) => produceCalls, 0),
      cell(({ statusCalls }) => statusCalls, 1),
    ];
  });
  return table(
    ['items', 'seconds', 'CPU an item, ms', 'of it the worker', 'list calls', 'paid calls', 'status calls'],
    rows,
  );
}

function startingBlock(of) {
  if (!of.has('starting')) return undefined;
  const runs = (arm, what, pick) => of.get('starting', arm).flatMap((one) => one[what].map(pick));
  const processes = ['worker', 'endpoint'].map((what) => [
    what === 'worker' ? '`worker`' : '`server`',
    show(
      runs('ours', what, ({ ms }) => ms),
      0,
    ),
    show(
      runs('floor', what, ({ ms }) => ms),
      0,
    ),
    show(
      runs('ours', what, ({ memory }) => memory),
      0,
    ),
    show(
      runs('floor', what, ({ memory }) => memory),
      0,
    ),
  ]);
  const names = Object.keys(of.get('commands', 'ours')[0] ?? {}).filter(
    (name) => !['round', 'step', 'arm', 'part', 'run', 'waits'].includes(name),
  );
  const commands = names.map((name) => [
    name === 'node' ? 'Node alone' : `\`${name}\``,
    show(
      of.get('commands', 'ours').flatMap((one) => one[name]),
      0,
    ),
  ]);
  const waits = of.values('commands', 'ours', (one) => one.waits?.p50);
  if (waits.length > 0) commands.push(['`production.wait` of an order that is just submitted, p50', show(waits, 0)]);
  return [
    table(['process', 'ready after, ms: ours', 'floor', 'memory, MB: ours', 'floor'], processes),
    ...(commands.length > 0 ? [table(['command', 'ms'], commands)] : []),
  ].join('\n\n');
}

function shapeBlock(of) {
  const arms = of.arms('loop').filter((arm) => of.get('loop', arm).some(({ shape }) => shape));
  if (arms.length === 0) return undefined;
  const rows = arms.map((arm) => {
    const { shape } = of.get('loop', arm).find((one) => one.shape);
    const { events, bytes, workflowTasks, actions, requests, polls, printessCalls } = shape;
    return [
      nameOf(arm),
      events,
      bytes,
      workflowTasks,
      actions,
      number(requests, 2),
      number(polls, 1),
      number(printessCalls, 2),
    ];
  });
  return table(
    ['arm', 'events', 'bytes', 'workflow tasks', 'actions', 'requests to Temporal', 'polls', 'calls to Printess'],
    rows,
  );
}

function tuneBlock(of) {
  const arms = of.arms('tune');
  if (arms.length === 0) return undefined;
  const [base] = arms;
  const rows = arms.map((arm) => {
    const parked = of.get('tune parked', arm)[0];
    return [
      arm,
      show(
        of.values('tune', arm, (one) => at50(one).perSecond),
        1,
      ),
      show(
        of.ratios('tune', arm, base, (one) => at50(one).perSecond),
        2,
      ),
      show(
        of.ratios('tune', arm, base, (one) => at50(one).cpu.sum),
        2,
      ),
      show(
        of.values('tune', arm, (one) => at50(one).p50),
        0,
      ),
      show(
        of.values('tune', arm, (one) => at50(one).p99),
        0,
      ),
      parked ? number(parked.memory, 0) : '',
      parked ? number(parked.closing, 1) : '',
    ];
  });
  return table(
    [
      'setting',
      'orders/s',
      'to the first',
      'CPU an order, to the first',
      'p50 ms',
      'p99 ms',
      'worker with parked orders, MB',
      'closing them, s',
    ],
    rows,
  );
}

/** What the engine takes with PostgreSQL, to what it takes in memory: 37 ms to 15, measured on one machine. */
const POSTGRES_TO_MEMORY = 37 / 15;

function capacityBlock(of) {
  if (!of.has('loop')) return undefined;
  const cpu = (pick) => median(of.values('loop', 'ours', (one) => pick(at50(one).cpu)));
  const sum = cpu((all) => all.sum);
  const onPostgres = sum + cpu((all) => all.engine) * (POSTGRES_TO_MEMORY - 1);
  const aDay = (cores, ms) => {
    const orders = (cores * 86_400_000 * 0.7) / ms / 3;
    return number(Math.round(orders / 10_000) * 10_000, 0);
  };
  const rows = [1, 4, 16].map((cores) => [cores, aDay(cores, sum), aDay(cores, onPostgres)]);
  const head = [
    'cores for everything',
    `orders a day at ${number(sum, 1)} ms`,
    `with PostgreSQL, ${number(onPostgres, 1)} ms`,
  ];
  const shown = `${number(86_400_000, 0)} ms of a core and day × 0.7 / 3 / ${number(sum, 1)} ms`;
  return `${table(head, rows)}\n\nOne core: ${shown} = ${aDay(1, sum)}.`;
}

function plots(of) {
  if (!of.has('loop')) return {};
  const arms = of.arms('loop');
  const parts = ['engine', 'worker', 'endpoint', 'client'];
  const series = ['engine', 'worker', 'endpoint', 'client, or the one process'];
  const value = (arm, pick) => median(of.values('loop', arm, (one) => pick(at50(one))));
  const latencyOf = (arm) => ['p50', 'p99'].map((part) => median(of.values('loop', arm, ({ at }) => at[1]?.[part])));
  return {
    'bench-cpu.svg': bars({
      title: 'CPU an order, milliseconds (50 in flight; less is better)',
      unit: ' ms',
      series,
      rows: arms.map((arm) => ({ name: nameOf(arm), values: parts.map((part) => value(arm, ({ cpu }) => cpu[part])) })),
    }),
    'bench-orders.svg': bars({
      title: 'Orders a second (50 in flight; more is better); dots: each round',
      unit: '/s',
      rows: arms.map((arm) => {
        const all = of.values('loop', arm, (one) => at50(one).perSecond);
        return { name: nameOf(arm), values: [median(all)], dots: all };
      }),
    }),
    'bench-latency.svg': bars({
      title: 'From start to result, one in flight, milliseconds (less is better)',
      unit: ' ms',
      series: ['p50', 'up to p99'],
      rows: arms
        .map((arm) => ({ name: nameOf(arm), latency: latencyOf(arm) }))
        .filter(({ latency }) => latency.every(Number.isFinite))
        .map(({ name, latency: [p50, p99] }) => ({
          name,
          values: [p50, p99 - p50],
          total: `${Math.round(p50)} / ${Math.round(p99)}`,
        })),
    }),
    'bench-parked.svg': of.has('parked')
      ? bars({
          title: 'Callbacks accepted a second (50 connections; more is better); dots: each round',
          unit: '/s',
          rows: of.arms('parked').map((arm) => {
            const all = of.values('parked', arm, ({ callbacks }) => callbacks.perSecond);
            return { name: nameOf(arm), values: [median(all)], dots: all };
          }),
        })
      : undefined,
  };
}
