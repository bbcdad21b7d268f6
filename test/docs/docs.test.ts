import { execFile } from 'node:child_process';
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import * as client from '../../src/client/index.js';
import { FAILURES } from '../../src/contract/names.js';
import { DECISION_REASONS, HELD_REASONS } from '../../src/contract/view.js';
import { ordersDocument } from '../../src/server/orders/openapi.js';
import { FAULTS } from '../../src/sandbox/index.js';
import { templatesFileSchema } from '../../src/sandbox/templates.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const read = (path: string) => readFile(join(root, path), 'utf8');
/** The first cells of a page's tables, code marks removed. */
const firstCells = (page: string) => [...page.matchAll(/^\| `([^`]+)` /gm)].map(([, cell]) => cell);

async function pages(): Promise<string[]> {
  const docs = await readdir(join(root, 'docs'), { recursive: true });
  const below = docs.filter((path) => path.endsWith('.md')).map((path) => join('docs', path));
  return ['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'SECURITY.md', ...below];
}

describe('the documentation', () => {
  it('links to files that exist', async () => {
    for (const page of await pages()) {
      for (const [, target = ''] of (await read(page)).matchAll(/\]\(([^)#]+)(?:#[^)]*)?\)/g)) {
        if (/^https?:/.test(target)) continue;
        await expect(access(join(root, dirname(page), target))).resolves.toBeUndefined();
      }
    }
  });

  it('has a row for each of the twenty-seven troubles, which their tests count', async () => {
    const rows = [...(await read('docs/troubles.md')).matchAll(/^\| (\d+) /gm)].map(([, number]) => Number(number));
    expect(rows).toEqual(Array.from({ length: 27 }, (_, index) => index + 1));
  });

  it('lists every failure type and every error of the client, and no others', async () => {
    const errors = Object.keys(client).filter((name) => name.endsWith('Error'));
    expect(firstCells(await read('docs/errors.md')).sort()).toEqual([...Object.values(FAILURES), ...errors].sort());
  });

  it('says what to do for every reason of attention', async () => {
    expect(firstCells(await read('docs/operations.md'))).toEqual([...HELD_REASONS, ...DECISION_REASONS]);
  });

  it('names every path of the orders API', async () => {
    const page = await read('docs/http-api.md');
    for (const path of Object.keys(ordersDocument().paths)) {
      const [, last = ''] = /([^/]+)$/.exec(path) ?? [];
      expect([path, page.includes(path) || page.includes(`/${last}\``)]).toEqual([path, true]);
    }
  });

  it('lists every fault of the sandbox with what it rehearses', async () => {
    const page = await read('docs/sandbox.md');
    for (const { rehearses } of Object.values(FAULTS)) expect(page).toContain(rehearses);
    expect(firstCells(page).filter((cell) => cell && /^[a-z]/.test(cell))).toEqual(Object.keys(FAULTS));
  });
});

describe('an example', () => {
  const examples = async (path: string) =>
    [...(await read(path)).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);

  it('of docs/sandbox.md runs as it is printed, and spends a credit', async () => {
    const [code = ''] = await examples('docs/sandbox.md');
    const { stdout } = await promisify(execFile)('node', ['--input-type=module', '-e', code], { cwd: root });
    expect(stdout).toBe('200 1\n');
  });

  it('of a templates file in docs/sandbox.md is one', async () => {
    const [, json = ''] = /^```json\n(.*?)^```$/ms.exec(await read('docs/sandbox.md')) ?? [];
    expect(templatesFileSchema.safeParse(JSON.parse(json))).toMatchObject({ success: true });
  });
});

describe('the lock file', () => {
  it('has one protobufjs 8 at its root, or JSON histories could not be replayed', async () => {
    const lock = JSON.parse(await read('package-lock.json')) as { packages: Record<string, { version?: string }> };
    const copies = Object.entries(lock.packages).filter(
      ([path, { version }]) => /(^|\/)node_modules\/protobufjs$/.test(path) && version?.startsWith('8.'),
    );
    expect(copies.map(([path]) => path)).toEqual(['node_modules/protobufjs']);
  });

  it('names no registry', async () => {
    expect(await read('package-lock.json')).not.toContain('"resolved"');
  });
});
