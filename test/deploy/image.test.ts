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
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'printess-image-'));
  image = await build(await readFile(join(root, 'Dockerfile'), 'utf8'));
}, 600_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs every instruction that does something; returns the last stage. Throws for one that it does not know. */
async function build(dockerfile: string): Promise<Stage> {
  const lines = dockerfile
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter(Boolean);
  const stages: Stage[] = [];
  const copies = new Map<string, string>();
  for (const line of lines) {
    const [, instruction = '', rest = ''] = /^(\w+) +(.*)$/.exec(line) ?? [];
    const stage = stages.at(-1);
    if (instruction === 'FROM') {
      const name = / AS (\w+)/.exec(rest)?.[1] ?? 'image';
      const work = join(folder, name);
      await mkdir(work, { recursive: true });
      // A new machine: none of this project's packages, and none of its environment.
      const env = { PATH: process.env['PATH'], HOME: process.env['HOME'] };
      stages.push({ name, folder: work, env, healthcheck: [], entrypoint: [] });
      copies.set(name, work);
    } else if (instruction === 'COPY' && stage) {
      const words = rest.split(/ +/);
      const from = /^--from=(.*)$/.exec(words[0] ?? '')?.[1];
      const [target = '', ...sources] = words.slice(from === undefined ? 0 : 1).reverse();
      for (const source of sources) {
        const path =
          from === undefined ? join(root, source) : join(copies.get(from) ?? '', source.replace(/^\/app/, ''));
        const into = target.endsWith('./') || target === './' ? join(stage.folder, source) : join(stage.folder, target);
        await mkdir(dirname(into), { recursive: true });
        await cp(path, into, { recursive: true });
      }
    } else if (instruction === 'RUN' && stage) {
      await run('sh', ['-c', rest.replace('npm cache clean --force', 'true')], {
        cwd: stage.folder,
        env: stage.env,
        maxBuffer: 50_000_000,
      });
    } else if (instruction === 'ENV' && stage) {
      const [name = '', value = ''] = rest.split('=');
      stage.env[name] = value;
    } else if (instruction === 'HEALTHCHECK' && stage) {
      stage.healthcheck = JSON.parse(/CMD (\[.*\])$/.exec(rest)?.[1] ?? '[]') as string[];
    } else if (instruction === 'ENTRYPOINT' && stage) stage.entrypoint = JSON.parse(rest) as string[];
    else if (!['ARG', 'LABEL', 'WORKDIR', 'USER', 'EXPOSE', 'CMD'].includes(instruction))
      throw new Error(`The Dockerfile has a new instruction: ${line}`);
  }
  const last = stages.at(-1);
  if (!last) throw new Error('The Dockerfile has no stage');
  return last;
}

const inside = ([program = '', ...args]: string[], extra: NodeJS.ProcessEnv = {}) =>
  run(program, args, { cwd: image.folder, env: { ...image.env, ...extra } });

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
});
