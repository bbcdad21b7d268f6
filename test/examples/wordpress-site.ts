import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const SITE = fileURLToPath(new URL('wordpress-stand-ins/site.php', import.meta.url));
export const OURS = 'printess-production/printess-production.php';
export const VENDOR = 'printess-editor/printess.php';
export const NEXT_VENDOR = 'printess-editor-next/printess.php';

export interface Line {
  product?: number;
  quantity?: number;
  meta: Record<string, unknown>;
}

export interface Action {
  hook: string;
  args: unknown[];
  at: number;
}

export interface Order {
  status: string;
  notes: string[];
  meta?: Record<string, string>;
  lines: Record<string, { meta: Record<string, string> }>;
}

/** A WooCommerce of stand-ins, by PHP: each call is a request of its own, and what it keeps is in a file. */
export interface Site {
  set: (data: { options?: object; products?: object; orders?: object; users?: object }) => Promise<unknown>;
  addOrder: (id: number, lines: Record<number, Line>, more?: object) => Promise<unknown>;
  status: (order: number, to: string) => Promise<unknown>;
  /** Runs what Action Scheduler has to run in so many seconds; with what came of it. */
  runActions: (within?: number) => Promise<string[]>;
  order: (id: number) => Promise<Order>;
  actions: () => Promise<Action[]>;
  ask: (command: object) => Promise<unknown>;
  /** Serves its REST routes until the test ends. */
  serve: (port: number) => ChildProcess;
}

export async function createSite(options: object): Promise<Site> {
  const state = join(await mkdtemp(join(tmpdir(), 'printess-site-')), 'state.json');
  const ask = async (command: object): Promise<unknown> => {
    const { stdout } = await promisify(execFile)('php', [SITE, state, JSON.stringify(command)], { maxBuffer: 1e8 });
    return JSON.parse(stdout);
  };
  const site: Site = {
    ask,
    set: (data) => ask({ do: 'set', data }),
    addOrder: (id, lines, more = {}) =>
      site.set({ orders: { [id]: { status: 'pending', notes: [], lines, ...more } } }),
    status: (order, to) => ask({ do: 'status', order, to }),
    runActions: async (within = 0) => (await ask({ do: 'run', within })) as string[],
    order: async (order) => (await ask({ do: 'order', order })) as Order,
    actions: async () => (await ask({ do: 'actions' })) as Action[],
    serve: (port) =>
      spawn('php', ['-S', `127.0.0.1:${port}`, SITE], {
        env: { PATH: process.env['PATH'], SITE_STATE: state },
        stdio: 'ignore',
      }),
  };
  await site.set({ options });
  return site;
}
