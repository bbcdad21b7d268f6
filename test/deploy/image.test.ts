import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { cp, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

// Where no container runtime is: the Dockerfile's own steps, one after the other, in a clean folder for each stage.

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../', import.meta.url));

interface Stage {
  name: string;
  folder: string;
  env: NodeJS.ProcessEnv;
  healthcheck: string[];
  entrypoint: string[];
}

let folder: string;
let image: Stage;
let withTraces: Stage;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-image-'));
  const dockerfile = await readFile(join(root, 'Dockerfile'), 'utf8');
  const stages = new Map<string, Stage>();
  image = await build(dockerfile, {}, stages);
  stages.delete(image.name);
  withTraces = await build(dockerfile, { TRACES: 'yes' }, stages);
}, 1_800_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs every instruction that does something, of stages that are not there yet; returns the last one. Throws for an instruction that it does not know. */
async function build(dockerfile: string, args: Record<string, string>, stages: Map<string, Stage>): Promise<Stage> {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean);
  let stage: Stage | undefined;
  let isBuilt = false;
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^(\w+) +(.*)$/.exec(line) ?? [];
    if (instruction === 'FROM') {
      const name = / AS (\w+)/.exec(rest)?.[1] ?? 'image';
      isBuilt = stages.has(name);
      stage = stages.get(name) ?? (await newStage(name));
      stages.set(name, stage);
    } else if (isBuilt) continue;
    else if (instruction === 'COPY' && stage) await copy(rest, stage, stages);
    else if (instruction === 'RUN' && stage) {
      const script = rest
        .replace('npm cache clean --force', 'true')
        .replace('-o 1000 -g 1000 /archive', join(stage.folder, 'archive'));
      await run('sh', ['-ec', script], { cwd: stage.folder, env: stage.env, maxBuffer: 50_000_000 });
    } else if (instruction === 'ARG' && stage) {
      const [name = '', value = ''] = rest.split('=');
      stage.env[name] = args[name] ?? value;
    } else if (instruction === 'ENV' && stage) {
      const [name = '', value = ''] = rest.split('=');
      stage.env[name] = value;
    } else if (instruction === 'HEALTHCHECK' && stage) {
      stage.healthcheck = JSON.parse(/CMD (\[.*\])$/.exec(rest)?.[1] ?? '[]') as string[];
    } else if (instruction === 'ENTRYPOINT' && stage) stage.entrypoint = JSON.parse(rest) as string[];
    else if (!['ARG', 'LABEL', 'WORKDIR', 'USER', 'EXPOSE', 'CMD'].includes(instruction))
      throw new Error(`The Dockerfile has a new instruction: ${line}`);
  }
  if (!stage) throw new Error('The Dockerfile has no stage');
  return stage;
}

/** A new machine: none of this project's packages, and of its environment what spares npm its questions to the registry. */
async function newStage(name: string): Promise<Stage> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], npm_config_prefer_offline: 'true' };
  return { name, folder: await mkdtemp(join(folder, `${name}-`)), env, healthcheck: [], entrypoint: [] };
}

async function copy(words: string, stage: Stage, stages: Map<string, Stage>): Promise<void> {
  const all = words.split(/ +/);
  const from = /^--from=(.*)$/.exec(all[0] ?? '')?.[1];
  const [target = '', ...sources] = all.slice(from === undefined ? 0 : 1).reverse();
  for (const source of sources) {
    const path =
      from === undefined ? join(root, source) : join(stages.get(from)?.folder ?? '', source.replace(/^\/app/, ''));
    const into = join(stage.folder, target === './' ? source : target);
    await mkdir(dirname(into), { recursive: true });
    await cp(path, into, { recursive: true });
  }
}

const inside = ([program = '', ...args]: string[], extra: NodeJS.ProcessEnv = {}, { folder: cwd, env } = image) =>
  run(program, args, { cwd, env: { ...env, ...extra } });

describe('the image', () => {
  it('has the command line, the workflow bundle and no tool of development', async () => {
    const { stdout } = await inside([...image.entrypoint, '--help']);
    expect(stdout).toContain('doctor');
    const history = 'test/replay/histories/shopevent-delivered_0.1.0.json';
    const replayed = await inside([...image.entrypoint, 'replay', join(root, history)]);
    expect(replayed.stderr).toMatch(/^1 replayed, 0 failed/m);
    for (const tool of ['typescript', 'jest', 'eslint', '@temporalio/testing'])
      await expect(inside(['node', '-e', `require.resolve('${tool}/package.json')`])).rejects.toThrow(
        'Cannot find module',
      );
  });

  it('is unwell as long as no health port answers, and well where the worker’s alone does', async () => {
    const health = (worker: number) => inside(image.healthcheck, { OPS_PORT: '1', WORKER_OPS_PORT: String(worker) });
    await expect(health(1)).rejects.toMatchObject({ code: 1 });
    const server = createServer((_request, response) => response.end('{"status":"ok"}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await expect(health((server.address() as AddressInfo).port)).resolves.toMatchObject({ stderr: '' });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it('has what traces need where it is built with TRACES, and else says what is missing', async () => {
    const script = `import('./lib/tracing/start-tracing.js').then(({ startTracing }) =>
      startTracing('worker', process.env, {})).then(async ({ stop }) => { await stop(); console.log('traced'); })`;
    const start = ['node', '-e', script];
    const collector = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' };
    expect((await inside(start, collector, withTraces)).stdout).toBe('traced\n');
    const server = inside([...image.entrypoint, 'server'], { ...collector, CALLBACK_KEYS: `k1:${'0'.repeat(32)}` });
    await expect(server).rejects.toThrow('the packages for traces are not installed');
    // The lock file's versions, as everything else.
    const versionIn = async (at: string, name: string) =>
      (JSON.parse(await readFile(join(at, 'node_modules', name, 'package.json'), 'utf8')) as { version: string })
        .version;
    for (const name of ['@opentelemetry/exporter-trace-otlp-http', '@temporalio/interceptors-opentelemetry'])
      expect(await versionIn(withTraces.folder, name)).toBe(await versionIn(root, name));
  });
});
