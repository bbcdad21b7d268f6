// Measures this package beside the least that Temporal can do, and beside what one would build instead, in one run, arms
// in turn; writes the tables and plots of docs/performance.md. See there for what it measures and how.
import { execFile } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { cpus, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { ensureTemporalCli } from '../lib/temporal-server/index.js';
import { FULL, PARTS, planOf, QUICK } from './harness/plan.mjs';
import { createPostgres } from './harness/postgres.mjs';
import { openRecord } from './harness/record.mjs';
import { report } from './harness/report.mjs';
import { machineBusy } from './harness/usage.mjs';
import { openWorld } from './harness/world.mjs';

const run = promisify(execFile);
const file = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    // Of every part; without it each has its own number.
    rounds: { type: 'string' },
    // All counts of orders are divided by it: to see that everything works, and nothing else. Leaves the page alone.
    divide: { type: 'string', default: '1' },
    // Parts, separated by commas. What earlier runs measured of the other parts stays in the report.
    only: { type: 'string' },
    // Writes the report again from the figures of the last runs.
    report: { type: 'boolean', default: false },
    // Says what would be measured, and how long that takes on two quiet cores.
    plan: { type: 'boolean', default: false },
    // Leaves docs/performance.md alone.
    dry: { type: 'boolean', default: false },
  },
});
const isTry = Number(options.divide) > 1;
const RESULTS = file(`results${options.quick ? '-quick' : ''}${isTry ? '-try' : ''}.json`);
const docs = options.dry || (isTry && !options.report) ? undefined : file('../docs/');

if (options.report) {
  process.stdout.write(await report(JSON.parse(readFileSync(RESULTS, 'utf8')), docs));
  process.exit();
}

const SIZES = options.quick ? QUICK : FULL;
const parts = new Set(options.only?.split(',') ?? PARTS);
const unknown = [...parts].filter((name) => !PARTS.includes(name));
if (unknown.length > 0) {
  process.stderr.write(`No such part: ${unknown.join(', ')}. Parts are ${PARTS.join(', ')}.\n`);
  process.exit(2);
}
const rounds = options.rounds
  ? Object.fromEntries(PARTS.map((name) => [name, Number(options.rounds)]))
  : // What is asked for by name is measured, even where a quick run would leave it out.
    Object.fromEntries(PARTS.map((name) => [name, SIZES.rounds[name] || (options.only ? 1 : 0)]));
const sizes = divided(SIZES);
const began = performance.now();
/** How many times as long as planned it has taken so far. */
let pace = 1;
const seconds = () => (performance.now() - began) / 1_000;
const say = (text) => process.stderr.write(`${clock(seconds()).padStart(6)}  ${text}\n`);

let steps = planOf({ sizes, rounds, parts });
if (options.plan) {
  for (const step of steps) process.stdout.write(`${title(step)}: ${Math.round(step.seconds)} s\n`);
  process.stdout.write(`${steps.length} steps, about ${inMinutes(left(steps))}\n`);
  process.exit();
}

const folder = await mkdtemp(join(tmpdir(), 'bench-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM'])
  process.prependListener(signal, () =>
    say('Stopped. What was measured is kept: `npm run bench -- --report` writes it to the page.'),
  );

say('certificate, bundle of the floor, Temporal, PostgreSQL');
const tools = await prepare();
if (!tools.postgres) steps = steps.filter(({ arms: [{ name }] }) => !['dbos', 'graphile'].includes(name));
const record = openRecord(RESULTS, new Date().toISOString());
record.began({ quick: options.quick, ...(await machine(tools)) });
const failed = [];
say(`${steps.length} steps, about ${inMinutes(left(steps))}`);
const busy = await coresTaken();
if (busy > 0.2) say(`Other programs take ${busy.toFixed(1)} cores: rates will say little, and all takes longer.`);
const taken = [];
for (const [index, step] of steps.entries()) {
  say(
    `[${index + 1}/${steps.length}] ${title(step)}: about ${Math.round(step.seconds * pace)} s; then ` +
      `${inMinutes(left(steps.slice(index + 1)))} left`,
  );
  const start = seconds();
  // What hung says nothing of the others.
  if (!(await take(step, index))) continue;
  taken.push({ planned: step.seconds, took: seconds() - start });
  pace = sum(taken, 'took') / sum(taken, 'planned');
}
process.stdout.write(await report(record.all(), docs));
say(`Done${docs ? '; docs/performance.md and its plots are written' : ''}.`);
for (const line of failed) say(`MISSING: ${line}`);
process.exit();

/**
 * Measures the parts of a step, one by one. What fails or takes too long is a figure that is missing, with its reason.
 * Returns whether none is.
 */
async function take({ round, arms, works, waitSeconds }, step) {
  const before = failed.length;
  let worlds;
  const slower = Math.max(1, pace);
  const more = waitSeconds && { WAIT_SECONDS: String(Math.ceil(waitSeconds * slower)) };
  for (const { part, seconds: planned, run: measure } of works) {
    const add = (arm, entry) => record.add({ part, arm, round, step, ...entry }, Math.round(seconds()));
    try {
      worlds ??= await openWorlds(
        arms.map(({ name, env, flags }) => [name, { tools, env: { ...env, ...more }, flags }]),
      );
      const figures = await inTime(60 + planned * 5 * slower, measure(worlds, { folder }));
      for (const [index, figure] of figures.entries()) add(worlds[index].name, figure);
    } catch (error) {
      const reason = error.message.split('\n')[0];
      const names = arms.map(({ name }) => name);
      say(`MISSING: ${names.join(', ')}, ${part}: ${error.stack}`);
      failed.push(`${names.join(', ')}, ${part} in round ${round}: ${reason}`);
      for (const name of names) add(name, { missing: reason });
      // Nobody knows what state they are in: the next part gets new processes.
      await closeAll(worlds);
      worlds = undefined;
    }
  }
  await closeAll(worlds);
  return failed.length === before;
}

/** One after the other: all at once would be slow to be ready. Where one fails, none is left. */
async function openWorlds(all) {
  const worlds = [];
  try {
    for (const given of all) worlds.push(await openWorld(...given));
    return worlds;
  } catch (error) {
    await closeAll(worlds);
    throw error;
  }
}

async function closeAll(worlds = []) {
  await Promise.all(worlds.map((world) => world.close()));
}

async function coresTaken() {
  const [at, before] = [performance.now(), machineBusy()];
  await sleep(2_000);
  return (machineBusy() - before) / (performance.now() - at);
}

async function inTime(allowed, work) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Not done within ${Math.round(allowed)} s`)), allowed * 1_000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function title({ round, arms, works }) {
  return `round ${round}: ${arms.map(({ name }) => name).join(' and ')}: ${works.map(({ part }) => part).join(', ')}`;
}

function sum(some, name) {
  return some.reduce((total, one) => total + one[name], 0);
}

function left(some) {
  return sum(some, 'seconds') * pace;
}

function inMinutes(value) {
  return value < 90 ? `${Math.round(value)} s` : `${Math.round(value / 60)} min`;
}

function clock(value) {
  return `${Math.floor(value / 60)}:${String(Math.floor(value % 60)).padStart(2, '0')}`;
}

/** The counts, not how often nor at how many in flight. */
function divided(given) {
  const by = Number(options.divide);
  const part = (value) =>
    typeof value === 'object'
      ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, part(one)]))
      : typeof value === 'number'
        ? Math.max(1, Math.ceil(value / by))
        : value;
  return { ...part(given), rounds: given.rounds };
}

async function prepare() {
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
