// Measures this package beside the least that Temporal can do, and beside what one would build instead, in one run, arms
// in turn; writes the tables and plots of docs/performance.md. See there for what it measures and how.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { ensureTemporalCli } from '../lib/temporal-server/index.js';
import { createPostgres } from './harness/postgres.mjs';
import * as part from './harness/parts.mjs';
import { report } from './harness/report.mjs';
import { VARIANTS } from './harness/variants.mjs';
import { openWorld } from './harness/world.mjs';

const run = promisify(execFile);
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    rounds: { type: 'string' },
    // All counts of orders are divided by it: to see that everything works, and nothing else.
    divide: { type: 'string', default: '1' },
    // Which of: loop, parked, due, big, starting, others, tune, many.
    only: { type: 'string' },
    // Writes the report again from the figures of the last run.
    report: { type: 'boolean', default: false },
    // Leaves docs/performance.md alone.
    dry: { type: 'boolean', default: false },
  },
});
const RESULTS = file('results.json');

const SIZES = options.quick
  ? {
      rounds: 2,
      loop: { warmUp: 60, loops: { 1: 20, 5: 50, 50: 200 } },
      parked: { orders: 400, beside: 100 },
      due: { orders: 200, waitSeconds: 8 },
      big: { sizes: { 20: 3, 500: 1 } },
      starting: { times: 2 },
      heavyRounds: 1,
      parts: ['loop', 'parked', 'due', 'big', 'starting', 'others'],
    }
  : {
      rounds: 5,
      loop: { warmUp: 200, loops: { 1: 40, 5: 150, 50: 500 } },
      parked: { orders: 2_000, beside: 300 },
      due: { orders: 1_000, waitSeconds: 30 },
      big: { sizes: { 20: 10, 500: 2 } },
      starting: { times: 3 },
      many: { orders: 10_000, beside: 500 },
      heavyRounds: 2,
      parts: ['loop', 'parked', 'due', 'big', 'starting', 'others', 'tune', 'many'],
    };
const divided = (value) =>
  typeof value === 'object'
    ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, divided(one)]))
    : Math.max(2, Math.ceil(value / Number(options.divide)));
for (const name of ['loop', 'parked', 'due', 'many'])
  if (SIZES[name])
    Object.assign(SIZES[name], divided(SIZES[name]), name === 'due' ? { waitSeconds: SIZES.due.waitSeconds } : {});
if (Number(options.divide) > 1) SIZES.big.sizes = { 20: 1 };
const parts = new Set(options.only?.split(',') ?? SIZES.parts);
const rounds = Number(options.rounds ?? SIZES.rounds);

if (options.report) {
  await report(JSON.parse(readFileSync(RESULTS, 'utf8')), file('../docs/'));
  process.exit();
}

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
const began = performance.now();
const say = (text) =>
  process.stderr.write(`${((performance.now() - began) / 1_000).toFixed(0).padStart(5)} s  ${text}\n`);
const results = { machine: undefined, quick: options.quick, rounds, sizes: SIZES, figures: [], failed: [] };
try {
  const tools = await prepare();
  results.machine = await machine(tools);
  for (let round = 1; round <= rounds; round++) await oneRound(round, tools);
  if (parts.has('tune')) await tune(tools);
  await tools.postgres?.remove();
} finally {
  await rm(folder, { recursive: true, force: true });
}
results.seconds = Math.round((performance.now() - began) / 1_000);
await writeFile(RESULTS, JSON.stringify(results));
process.stdout.write(await report(results, options.dry ? undefined : file('../docs/')));
process.exit();

async function prepare() {
  say('certificate, bundle of the floor, Temporal, PostgreSQL');
  const [keyFile, certFile] = [join(folder, 'key'), join(folder, 'cert')];
  const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'];
  await run('openssl', [...kind, '-keyout', keyFile, '-out', certFile, ...subject]);
  const floorBundle = join(folder, 'floor.js');
  const { code } = await bundleWorkflowCode({
    workflowsPath: file('arms/floor-workflows.mjs'),
    logger: new DefaultLogger('ERROR'),
  });
  await writeFile(floorBundle, code);
  const postgres = parts.has('others') ? await createPostgres() : undefined;
  if (parts.has('others') && !postgres)
    say('No PostgreSQL here (Debian: apt-get install postgresql): DBOS and graphile-worker are left out.');
  return { keyFile, certFile, floorBundle, cli: await ensureTemporalCli(), postgres };
}

async function machine({ cli, postgres }) {
  const version = (name, base = '../node_modules/') => {
    const path = file(`${base}${name}/package.json`);
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).version : undefined;
  };
  const { stdout } = await run(cli, ['--version']);
  return {
    date: new Date().toISOString().slice(0, 10),
    cpu: cpus()[0]?.model.trim(),
    cores: cpus().length,
    memoryGb: Math.round(totalmem() / 2 ** 30),
    versions: {
      Node: process.versions.node,
      'Temporal CLI': /\d+\.\d+\.\d+/.exec(stdout)?.[0],
      'Temporal server': /Server (\d+\.\d+\.\d+)/.exec(stdout)?.[1],
      '@temporalio/worker': version('@temporalio/worker'),
      'printess-production': JSON.parse(readFileSync(file('../package.json'), 'utf8')).version,
      PostgreSQL: postgres?.version,
      DBOS: version('@dbos-inc/dbos-sdk', 'node_modules/'),
      'graphile-worker': version('graphile-worker', 'node_modules/'),
    },
  };
}

/** Each arm once, in an order that turns with the rounds. */
async function oneRound(round, tools) {
  const own = ['ours', 'look', 'floor'];
  const turned = own.map((_, index) => own[(index + round) % own.length]);
  const isHeavy = round <= SIZES.heavyRounds;
  for (const arm of turned) await inWorld(arm, round, tools, isHeavy);
  if (parts.has('due') && isHeavy)
    for (const arm of turned.filter((one) => one !== 'look'))
      await keep(round, arm, 'due', () => part.due(arm, { tools, ...SIZES.due }));
  if (parts.has('others') && isHeavy) {
    for (const arm of tools.postgres ? ['dbos', 'graphile', 'polling'] : ['polling']) {
      await inWorld(arm, round, tools, isHeavy);
      if (arm !== 'polling' && parts.has('due'))
        await keep(round, arm, 'due', () => part.due(arm, { tools, ...SIZES.due }));
    }
  }
  if (parts.has('many') && round === 1 && SIZES.many)
    for (const arm of ['ours', 'look'])
      await withWorld(round, arm, { tools }, async (world) => {
        const loops = { 50: SIZES.many.beside };
        await keep(round, arm, 'loop before many', () => part.loop(world, { warmUp: 200, loops }));
        await keep(round, arm, 'many', () => part.parked(world, SIZES.many));
      });
}

async function inWorld(arm, round, tools, isHeavy) {
  await withWorld(round, arm, { tools }, async (world) => {
    if (parts.has('loop') || !part.isTemporal(arm)) {
      const loops = arm === 'polling' ? { 50: SIZES.loop.loops[50] } : SIZES.loop.loops;
      const warmUp = arm === 'polling' ? 50 : SIZES.loop.warmUp;
      const shape = part.isTemporal(arm) && round === 1;
      await keep(round, arm, 'loop', () => part.loop(world, { warmUp, loops, shape }));
    }
    if (!isHeavy || arm === 'polling') return;
    if (parts.has('big') && arm === 'ours') await keep(round, arm, 'big', () => part.big(world, SIZES.big));
    if (parts.has('starting') && (arm === 'ours' || arm === 'floor'))
      await keep(round, arm, 'starting', () => part.starting(world, SIZES.starting));
    if (parts.has('starting') && arm === 'ours')
      await keep(round, arm, 'commands', () => part.commands(world, { ...SIZES.starting, folder, round }));
    if (parts.has('parked') && arm !== 'floor')
      await keep(round, arm, 'parked', () => part.parked(world, SIZES.parked));
  });
}

/** Ours with one setting changed at a time, beside ours as it is. */
async function tune(tools) {
  for (let round = 1; round <= Math.min(rounds, 2); round++)
    for (const { name, env, flags, parked } of VARIANTS)
      await withWorld(round, name, { tools, env, flags }, async (world) => {
        const { warmUp, loops } = SIZES.loop;
        await keep(round, name, 'tune', () => part.loop(world, { warmUp, loops: { 50: loops[50] } }));
        if (parked && round === 1) await keep(round, name, 'tune parked', () => part.parked(world, SIZES.parked));
      });
}

/** Does something with an arm's processes, which always end. */
async function withWorld(round, arm, given, use) {
  let world;
  try {
    world = await openWorld(arm, given);
    await use(world);
  } catch (error) {
    failed(`${arm} in round ${round}`, error);
  } finally {
    await world?.close();
  }
}

/** What fails leaves its row out, and the others go on. */
async function keep(round, arm, what, work) {
  say(`round ${round}: ${arm}, ${what}`);
  try {
    results.figures.push({ round, arm, part: what, ...(await work()) });
    results.seconds = Math.round((performance.now() - began) / 1_000);
    // A run that is stopped can be reported too.
    writeFileSync(RESULTS, JSON.stringify(results));
  } catch (error) {
    failed(`${arm}, ${what} in round ${round}`, error);
  }
}

function failed(what, error) {
  say(`FAILED: ${what}: ${error.stack}`);
  results.failed.push(`${what}: ${error.message.split('\n')[0]}`);
}
