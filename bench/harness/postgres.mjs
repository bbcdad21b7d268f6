import { execFile } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { start } from './child.mjs';

const run = promisify(execFile);

/** Where PostgreSQL's programs are: on the PATH, or where Debian puts them. Undefined: nowhere. */
function programs() {
  const debian = '/usr/lib/postgresql';
  const versions = existsSync(debian) ? readdirSync(debian).map((version) => join(debian, version, 'bin')) : [];
  return [...(process.env.PATH ?? '').split(':'), ...versions].find((folder) => existsSync(join(folder, 'initdb')));
}

/** A PostgreSQL with its defaults, made anew for each that asks: fsync and synchronous_commit are on. */
export async function createPostgres() {
  const bin = programs();
  if (!bin) return undefined;
  const { stdout: version } = await run(join(bin, 'postgres'), ['--version']);
  // It refuses to run as root.
  const owner = process.getuid() === 0 ? await ownerOf('postgres') : {};
  const home = await mkdtemp(join(tmpdir(), 'bench-postgres-'));
  process.on('exit', () => rmSync(home, { recursive: true, force: true, maxRetries: 10 }));
  if (owner.uid) await run('chown', [String(owner.uid), home]);
  const template = join(home, 'template');
  await run(join(bin, 'initdb'), ['--pgdata', template, '--username', 'bench', '--auth', 'trust'], {
    ...owner,
    cwd: home,
  });
  let made = 0;
  return {
    version: /\d+[\d.]*/.exec(version)?.[0],
    async start(port) {
      const data = join(home, `data-${++made}`);
      await cp(template, data, { recursive: true, preserveTimestamps: true });
      if (owner.uid) await run('chown', ['-R', String(owner.uid), data]);
      await run('chmod', ['700', data]);
      const flags = ['-D', data, '-h', '127.0.0.1', '-p', String(port), '-k', home];
      const server = await start(join(bin, 'postgres'), flags, {
        ...owner,
        cwd: home,
        ready: /ready to accept connections/,
      });
      return {
        pid: server.pid,
        url: `postgresql://bench@127.0.0.1:${port}/postgres`,
        async end() {
          await server.end('SIGINT');
          await rm(data, { recursive: true, force: true });
        },
      };
    },
  };
}

async function ownerOf(name) {
  const id = async (flag) => Number((await run('id', [flag, name])).stdout);
  return { uid: await id('-u'), gid: await id('-g') };
}
